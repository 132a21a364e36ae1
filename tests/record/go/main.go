// Readlog checks a log folder written by Mithaq with Go's own implementation of notes and tiled logs.
//
// It shares no code with the project: golang.org/x/mod/sumdb/note and .../tlog as packaged by Debian.
// Usage: readlog log FOLDER VKEY OLDER PROOF   checks head, tiles, entries, consistency and one proof
//
//	readlog entries FOLDER VKEY        checks head, tiles and entries alone (the benchmark's peer)
//
//	readlog edge FILE                  prints which Ed25519 edge cases Go accepts
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type head struct {
	origin string
	tree   tlog.Tree
}

func main() {
	var err error
	switch {
	case len(os.Args) == 6 && os.Args[1] == "log":
		err = readLog(os.Args[2], os.Args[3], os.Args[4], os.Args[5])
	case len(os.Args) == 4 && os.Args[1] == "entries":
		err = readEntries(os.Args[2], os.Args[3])
	case len(os.Args) == 3 && os.Args[1] == "edge":
		err = edgeCases(os.Args[2])
	default:
		err = errors.New("usage: readlog log FOLDER VKEY OLDER PROOF | readlog entries FOLDER VKEY | readlog edge FILE")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func readLog(folder, vkey, olderFile, proofFile string) error {
	newest, err := openHead(filepath.Join(folder, "checkpoint"), vkey)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(newest.tree, tiles{folder})
	if err := checkEntries(folder, newest.tree.N, hashes); err != nil {
		return err
	}
	root, err := tlog.TreeHash(newest.tree.N, hashes)
	if err != nil {
		return err
	}
	if root != newest.tree.Hash {
		return errors.New("the tiles do not lead to the signed root")
	}
	older, err := openHead(olderFile, vkey)
	if err != nil {
		return err
	}
	if err := checkConsistency(filepath.Join(filepath.Dir(olderFile), "consistency"), older.tree, newest.tree); err != nil {
		return err
	}
	index, size, err := checkProof(folder, proofFile, vkey)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"origin": newest.origin, "size": newest.tree.N, "root": base64.StdEncoding.EncodeToString(root[:]),
		"consistent_from": older.tree.N, "proof_index": index, "proof_size": size,
	})
}

func readEntries(folder, vkey string) error {
	newest, err := openHead(filepath.Join(folder, "checkpoint"), vkey)
	if err != nil {
		return err
	}
	return checkEntries(folder, newest.tree.N, tlog.TileHashReader(newest.tree, tiles{folder}))
}

func openHead(path, vkey string) (head, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return head{}, err
	}
	return parseHead(data, vkey)
}

func parseHead(data []byte, vkey string) (head, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return head{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return head{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return head{}, fmt.Errorf("not a head of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return head{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return head{}, err
	}
	return head{lines[0], tlog.Tree{N: size, Hash: root}}, nil
}

// Tiles reads tiles of height 8; the package's own paths have the height in front, published ones do not.
type tiles struct{ folder string }

func (t tiles) Height() int { return 8 }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func checkEntries(folder string, size int64, hashes tlog.HashReader) error {
	for first := int64(0); first < size; first += 256 {
		entries, err := readBundle(folder, first/256, size)
		if err != nil {
			return err
		}
		var indexes []int64
		for i := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(i)))
		}
		stored, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			if tlog.RecordHash(entry) != stored[i] {
				return fmt.Errorf("entry %d does not have the hash in its tile", first+int64(i))
			}
		}
	}
	return nil
}

func readBundle(folder string, number, size int64) ([][]byte, error) {
	width := int64(256)
	if size-number*256 < width {
		width = size - number*256
	}
	path := tlog.Tile{H: 8, L: 0, N: number, W: int(width)}.Path()
	path = "tile/entries/" + strings.TrimPrefix(path, "tile/8/0/")
	data, err := os.ReadFile(filepath.Join(folder, path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s is cut off", path)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("%s holds %d entries", path, len(entries))
	}
	return entries, nil
}

func checkConsistency(path string, older, newest tlog.Tree) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	proof, err := parseHashes(string(data))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, newest.N, newest.Hash, older.N, older.Hash)
}

func checkProof(folder, path, vkey string) (index, size int64, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, err
	}
	blank := bytes.Index(data, []byte("\n\n"))
	if blank < 0 {
		return 0, 0, errors.New("the proof has no head")
	}
	signed, err := parseHead(data[blank+2:], vkey)
	if err != nil {
		return 0, 0, err
	}
	lines := strings.SplitN(string(data[:blank+1]), "\n", 3)
	if lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return 0, 0, errors.New("not a proof")
	}
	if index, err = strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64); err != nil {
		return 0, 0, err
	}
	proof, err := parseHashes(lines[2])
	if err != nil {
		return 0, 0, err
	}
	newest, err := openHead(filepath.Join(folder, "checkpoint"), vkey)
	if err != nil {
		return 0, 0, err
	}
	entries, err := readBundle(folder, index/256, newest.tree.N)
	if err != nil {
		return 0, 0, err
	}
	leaf := tlog.RecordHash(entries[index%256])
	return index, signed.tree.N, tlog.CheckRecord(proof, signed.tree.N, signed.tree.Hash, index, leaf)
}

func parseHashes(text string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range strings.Fields(text) {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func edgeCases(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var cases []struct {
		Number        int
		Key, Sig, Msg string
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		return err
	}
	accepted := []int{}
	for _, c := range cases {
		key, _ := hex.DecodeString(c.Key)
		signature, _ := hex.DecodeString(c.Sig)
		if ed25519.Verify(key, []byte(c.Msg), signature) {
			accepted = append(accepted, c.Number)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(accepted)
}
