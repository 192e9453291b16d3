package media

import (
	"bytes"
	"encoding/binary"
)

// format is a kind of image that the worker decodes, told by the content of a file and never by its name or declared type.
type format string

const (
	formatJPEG format = "jpeg"
	formatPNG  format = "png"
	formatGIF  format = "gif"
	formatWebP format = "webp"
	formatHEIF format = "heif"
)

func sniff(file []byte) (format, bool) {
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		return formatJPEG, true
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return formatPNG, true
	case bytes.HasPrefix(file, []byte("GIF87a")), bytes.HasPrefix(file, []byte("GIF89a")):
		return formatGIF, true
	case len(file) >= 12 && string(file[:4]) == "RIFF" && string(file[8:12]) == "WEBP":
		return formatWebP, true
	case isHEIF(file):
		return formatHEIF, true
	}
	return "", false
}

// orientation is how a picture is to be turned to be upright, as EXIF numbers it: 1 is upright already.
type orientation int

const upright orientation = 1

// orientationOf finds the EXIF block of a file and reads its orientation tag. What cannot be read is upright; so is a HEIF file's picture, which is decoded
// as the file itself has it turned, whatever the camera says there besides.
func orientationOf(f format, file []byte) orientation {
	switch f {
	case formatJPEG:
		return exifOrientation(jpegExif(file))
	case formatPNG:
		return exifOrientation(pngChunkOf(file, "eXIf"))
	case formatWebP:
		return exifOrientation(webpChunk(file, "EXIF"))
	}
	return upright
}

// jpegExif is what the APP1 segment with EXIF holds.
func jpegExif(file []byte) (exif []byte) {
	jpegSegments(file, func(marker byte, body []byte) bool {
		if marker != 0xe1 || !bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return false
		}
		exif = body[6:]
		return true
	})
	return exif
}

// jpegSegments walks the segments before the picture's data, until found says to stop.
func jpegSegments(file []byte, found func(marker byte, body []byte) bool) {
	for at := 2; at+4 <= len(file) && file[at] == 0xff; {
		marker := file[at+1]
		if marker == 0xff { // fill byte
			at++
			continue
		}
		if marker == 0xda || marker == 0xd9 { // start of scan, end of image
			return
		}
		length := int(binary.BigEndian.Uint16(file[at+2:]))
		if length < 2 || at+2+length > len(file) || found(marker, file[at+4:at+2+length]) {
			return
		}
		at += 2 + length
	}
}

// pngChunkOf is the body of the first chunk with this name.
func pngChunkOf(file []byte, name string) []byte {
	for at := 8; at+12 <= len(file); {
		length := int(binary.BigEndian.Uint32(file[at:]))
		if length < 0 || length > len(file)-at-12 {
			return nil
		}
		switch string(file[at+4 : at+8]) {
		case name:
			return file[at+8 : at+8+length]
		case "IEND":
			return nil
		}
		at += 12 + length
	}
	return nil
}

// webpChunk is the body of the first chunk with this name.
func webpChunk(file []byte, name string) []byte {
	for at := 12; at+8 <= len(file); {
		length := int(binary.LittleEndian.Uint32(file[at+4:]))
		if length < 0 || length > len(file)-at-8 {
			return nil
		}
		if string(file[at:at+4]) == name {
			return file[at+8 : at+8+length]
		}
		at += 8 + length + length&1
	}
	return nil
}

// exifOrientation reads tag 0x0112 of the first directory of a TIFF block (EXIF 2.32, 4.6.4).
func exifOrientation(tiff []byte) orientation {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	start := int64(order.Uint32(tiff[4:]))
	if start+2 > int64(len(tiff)) {
		return upright
	}
	entries := tiff[start+2:]
	for range order.Uint16(tiff[start:]) {
		if len(entries) < 12 {
			return upright
		}
		tag, kind, count := order.Uint16(entries), order.Uint16(entries[2:]), order.Uint32(entries[4:])
		if tag == 0x0112 {
			value := orientation(order.Uint16(entries[8:]))
			if kind != 3 || count != 1 || value < 1 || value > 8 {
				return upright
			}
			return value
		}
		entries = entries[12:]
	}
	return upright
}

// stillWebP is a WebP file that the decoder takes: the file itself, or the first frame of an animated one as a file of its own.
func stillWebP(file []byte) []byte {
	frame := webpChunk(file, "ANMF")
	if len(frame) < 16+8 {
		return file
	}
	head, parts := frame[:16], frame[16:]
	var body bytes.Buffer
	if string(parts[:4]) == "ALPH" {
		// Width and height of the frame stand in its header as they do in VP8X, one less than they are.
		body.WriteString("VP8X\x0a\x00\x00\x00\x10\x00\x00\x00")
		body.Write(head[6:12])
	}
	body.Write(parts)
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+body.Len()))
	return append(append(out, "WEBP"...), body.Bytes()...)
}
