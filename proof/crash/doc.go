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
//   - Messages that disappear are there until their time and gone from then on, by every way to them, also where their time came while the server was down.
//   - Uploads go on where a kill cut them. What messages show is there for their readers, byte for byte, and for nobody once they are erased; what a kill
//     left in the folder of media, a sweep removes, and nothing else.
//   - What is viewed once is kept until all have opened it, then erased; who has opened it gets it again in the same session until they have viewed it, and
//     nowhere and never else.
//   - What is to be sent later is sent once, not before its time; what was removed before that, never.
//   - How far someone has read or received is at least what was acknowledged. Pins, mutes, drafts and hidden messages are the
//     acknowledged ones, or what was asked last and not answered.
//   - Devices that held a connection have caught up by themselves, and hold exactly what the server holds.
//   - causerie verify finds nothing, in the store as the kill left it.
//
// No run takes a day. Where one is to go by, the ends in the store are moved instead of the clock, while the server is down.
//
// A run prints its seed. The same seed asks the same things and kills after the same times; how far the server gets until then
// is the machine's.
package crash
