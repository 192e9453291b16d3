package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
)

// MovingFile stands in the place of a side in addresses and names: of a picture that moves it is one, in which it does. The other files are those of a photo, of its first frame.
const MovingFile = 5

// What moves within these goes on doing so. Of anything larger, the first frame is kept.
const (
	movingSide   = 1280        // pixels, of the longer side
	movingFrames = 1000        //
	movingPixels = 100_000_000 // of all frames
	movingBytes  = 10 << 20    // of what is made
)

const (
	// Delays are in hundredths of a second. Those below the least are what files say that mean “as fast as it goes”, which browsers take for the usual.
	leastDelay, usualDelay = 2, 10

	// keptStill is the answer of a worker that a picture moves and is not kept so.
	keptStill = "still"
)

// moving is a GIF made anew of one with several frames, of their pixels and times alone, that goes on without end. It is empty for what does not move, and
// keptStill for what is too large or not whole.
func moving(file []byte) []byte {
	if f, ok := sniff(file); !ok || f != formatGIF {
		return nil
	}
	frames, pixels := gifFrames(file)
	if frames < 2 {
		return nil
	}
	c, err := gif.DecodeConfig(bytes.NewReader(file))
	if err != nil || max(c.Width, c.Height) > movingSide || frames > movingFrames || pixels > movingPixels {
		return []byte(keptStill)
	}
	g, err := gif.DecodeAll(bytes.NewReader(file))
	if err != nil {
		return []byte(keptStill)
	}
	anew := &gif.GIF{Image: g.Image, Delay: g.Delay, Disposal: g.Disposal, Config: image.Config{Width: c.Width, Height: c.Height}}
	for i, frame := range anew.Image {
		usedOnly(frame)
		if anew.Delay[i] < leastDelay {
			anew.Delay[i] = usualDelay
		}
		if anew.Disposal[i] > gif.DisposalPrevious {
			anew.Disposal[i] = gif.DisposalNone
		}
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, anew); err != nil || b.Len() > movingBytes {
		return []byte(keptStill)
	}
	return b.Bytes()
}

// usedOnly takes the colours out of a frame's palette that none of its pixels has.
func usedOnly(frame *image.Paletted) {
	var used [256]bool
	for _, i := range frame.Pix {
		used[i] = true
	}
	colours := make(color.Palette, len(frame.Palette))
	for i, c := range frame.Palette {
		if colours[i] = c; !used[i] {
			colours[i] = color.RGBA{A: 255}
		}
	}
	frame.Palette = colours
}

// gifFrames counts the frames of a GIF and their pixels, as the file tells them, without decoding any. It ends where the file does, or breaks.
func gifFrames(file []byte) (frames, pixels int) {
	const header, descriptor = 13, 10
	if len(file) < header {
		return 0, 0
	}
	at := header + tableLength(file[10])
	for at < len(file) {
		switch file[at] {
		case 0x21: // an extension
			at = afterBlocks(file, at+2)
		case 0x2c: // a frame
			if at+descriptor > len(file) {
				return frames, pixels
			}
			w, h := int(binary.LittleEndian.Uint16(file[at+5:])), int(binary.LittleEndian.Uint16(file[at+7:]))
			frames, pixels = frames+1, pixels+w*h
			at = afterBlocks(file, at+descriptor+tableLength(file[at+9])+1)
		default:
			return frames, pixels
		}
	}
	return frames, pixels
}

// tableLength is how many bytes a table of colours has, by the flags before it.
func tableLength(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// afterBlocks is where a row of blocks that begins at a place has ended, each of which tells its length.
func afterBlocks(file []byte, at int) int {
	for at < len(file) && file[at] != 0 {
		at += 1 + int(file[at])
	}
	return at + 1
}
