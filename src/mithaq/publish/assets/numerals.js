// The reader's choice of numerals: the page comes in those of its language, the button changes them to the other.
// Only elements marked as numbers or dates change; ids, hashes and the record's own text never do.
const ARABIC = "٠١٢٣٤٥٦٧٨٩٬٫";
const LATIN = "0123456789,.";
const KEY = "numerals";
const button = document.getElementById("numerals");

function change(from, to) {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(".n")) continue;
    node.nodeValue = [...node.nodeValue].map((sign) => to[from.indexOf(sign)] ?? sign).join("");
  }
}

function show(latin) {
  if (latin) change(ARABIC, LATIN);
  else change(LATIN, ARABIC);
  button.setAttribute("aria-pressed", String(latin));
  button.textContent = latin ? button.dataset.off : button.dataset.on;
}

// Storage is refused in some private windows; the switch then holds for this page only.
function remembered() {
  try {
    return localStorage.getItem(KEY) === "latin";
  } catch (refused) {
    if (refused instanceof DOMException) return false;
    throw refused;
  }
}

function remember(latin) {
  try {
    localStorage.setItem(KEY, latin ? "latin" : "language");
  } catch (refused) {
    if (!(refused instanceof DOMException)) throw refused;
  }
}

if (button) {
  button.hidden = false;
  let latin = remembered();
  if (latin) show(true);
  button.addEventListener("click", () => {
    latin = !latin;
    show(latin);
    remember(latin);
  });
}
