// Checks a log folder written by Mithaq with nothing but Node's own crypto: the signature of the head, and the
// root computed from every entry.
//
//   node readlog.mjs log FOLDER VKEY     prints origin, size and root
//   node readlog.mjs edge FILE           prints which Ed25519 edge cases Node accepts

import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

// An Ed25519 public key in DER is this prefix and the 32 bytes (RFC 8410).
const DER_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  parts.forEach((part) => hash.update(part));
  return hash.digest();
};

const isSigned = (publicKey, message, signature) => {
  try {
    const key = createPublicKey({ key: Buffer.concat([DER_PREFIX, publicKey]), format: "der", type: "spki" });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
};

function openHead(note, vkey) {
  const [name, id, ...rest] = vkey.split("+");
  const material = Buffer.from(rest.join("+"), "base64");
  const keyId = sha256(name, "\n", material).subarray(0, 4);
  if (keyId.toString("hex") !== id) throw new Error("the id of the key is not its own");
  const blank = note.lastIndexOf("\n\n");
  const text = note.slice(0, blank + 1);
  const signed = note
    .slice(blank + 2)
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([dash, signer]) => dash === "—" && signer === name)
    .map(([, , encoded]) => Buffer.from(encoded, "base64"))
    .filter((payload) => payload.subarray(0, 4).equals(keyId));
  if (signed.length !== 1 || !isSigned(material.subarray(1), Buffer.from(text), signed[0].subarray(4))) {
    throw new Error("the head is not signed by this key");
  }
  const [origin, size, root] = text.split("\n");
  return { origin, size: Number(size), root };
}

function bundlePath(index, width) {
  const groups = [];
  let rest = index;
  do {
    groups.unshift(String(rest % 1000).padStart(3, "0"));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  const path = groups.map((group, position) => (position < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/entries/${path}${width < 256 ? `.p/${width}` : ""}`;
}

function* entriesOf(folder, size) {
  for (let first = 0; first < size; first += 256) {
    const data = readFileSync(join(folder, bundlePath(first / 256, Math.min(256, size - first))));
    for (let position = 0; position < data.length; ) {
      const end = position + 2 + data.readUInt16BE(position);
      yield data.subarray(position + 2, end);
      position = end;
    }
  }
}

function rootOf(entries) {
  const stack = [];
  let size = 0;
  for (const entry of entries) {
    let hash = sha256(Buffer.from([0]), entry);
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      hash = sha256(Buffer.from([1]), stack.pop(), hash);
    }
    stack.push(hash);
    size += 1;
  }
  return { size, root: stack.reduceRight((right, left) => sha256(Buffer.from([1]), left, right)).toString("base64") };
}

const [command, path, vkey] = process.argv.slice(2);
if (command === "log") {
  const head = openHead(readFileSync(join(path, "checkpoint"), "utf8"), vkey);
  const computed = rootOf(entriesOf(path, head.size));
  if (computed.size !== head.size || computed.root !== head.root) {
    throw new Error("the entries do not lead to the signed root");
  }
  console.log(JSON.stringify(head));
} else if (command === "edge") {
  const cases = JSON.parse(readFileSync(path, "utf8"));
  const accepted = cases.filter(({ key, sig, msg }) =>
    isSigned(Buffer.from(key, "hex"), Buffer.from(msg), Buffer.from(sig, "hex")),
  );
  console.log(JSON.stringify(accepted.map(({ number }) => number)));
} else {
  throw new Error("usage: readlog.mjs log FOLDER VKEY | readlog.mjs edge FILE");
}
