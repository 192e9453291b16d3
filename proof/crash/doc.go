// Package crash proves what the server promises when it, or its database, is killed in the middle of its work.
//
// Several people write to each other as fast as they can, over HTTP and over the live connection. Everything that their clients
// ask and everything that they are told is noted in a history. Then SIGKILL, at a random moment; a new start; and the store has
// to agree with the history:
//
//   - What was acknowledged is there, once, at the acknowledged place, as it was sent.
//   - What was not acknowledged is there once or not at all, and a retry with its client id gets that one entry.
//   - What was refused is not there, and nothing is there that nobody asked for.
//   - What was unsent is erased, with its edits, and search does not find it. Search finds what is left by its last text.
//   - All members of a conversation read the same log, dense from 1; the guest of a group, who is let in and out, reads the end of it from their
//     coming on, and nothing while they are out. A group that is asked for again is not made twice, and its log tells how it came to be what it is.
//   - How far someone has read or received is at least what was acknowledged. Pins, mutes, drafts and hidden messages are the
//     acknowledged ones, or what was asked last and not answered.
//   - Devices that held a connection have caught up by themselves, and hold exactly what the server holds.
//   - causerie verify finds nothing, in the store as the kill left it.
//
// A run prints its seed. The same seed asks the same things and kills after the same times; how far the server gets until then
// is the machine's.
package crash
