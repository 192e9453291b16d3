import { t } from "@lingui/core/macro";
import { Problem, type Reach } from "@data";
import { dateTime, time } from "@i18n";

/** Says in a sentence what happened and what one can do. Give it whatever was thrown. */
export function problemText(cause: unknown): string {
  const { code, retryAt } = cause instanceof Problem ? cause : { code: "internal", retryAt: undefined };
  switch (code) {
    case "network":
      return t`No connection. Try again when the network is back.`;
    case "unauthenticated":
      return t`Your session has ended. Sign in again.`;
    case "rate_limited":
      return t`That was a little fast. Wait a moment, then try again.`;
    case "unavailable":
      return t`The server is busy. Try again in a moment.`;
    case "storage_full":
      return t`The server’s disk is full. Try again later.`;
    case "storage_read_only":
      return t`The server can’t save anything at the moment. Try again later.`;
    case "not_found":
    case "profile_gone":
      return t`This isn’t available.`;
    case "not_yours":
    case "cross_origin":
      return t`You can’t do this here.`;
    case "too_large":
      return t`This is too large.`;
    case "unsupported_media":
      return t`This kind of file doesn’t work here.`;
    case "invalid":
      return t`Something here isn’t right. Check it, then try again.`;
    default:
      return accountText(code) ?? chatText(code, retryAt) ?? t`That didn’t work. Try again in a moment.`;
  }
}

/** Why one cannot write to someone, before one has tried. */
export function reachText({ code = "not_accepting", retryAt }: Reach): string {
  return chatText(code, retryAt) ?? t`You can’t write to this person at the moment.`;
}

function accountText(code: string): string | undefined {
  switch (code) {
    case "too_many_attempts":
      return t`Too many attempts. Wait a few minutes, then try again.`;
    case "recent_sign_in_needed":
      return t`Sign in again first, so that we know it’s you.`;
    case "image_invalid":
      return t`This picture can’t be read. Choose a JPEG, PNG, WebP or GIF.`;
    default:
      return undefined;
  }
}

function chatText(code: string, retryAt: string | undefined): string | undefined {
  switch (code) {
    case "age":
      return t`Messages aren’t open at your age yet.`;
    case "country":
      return t`Messages aren’t available in your country.`;
    case "suspended":
      return t`Your account is suspended, so you can’t write.`;
    case "limited":
      return t`The moderators have limited whom you can write to.`;
    case "report_limit":
      return t`You have reported as much as you may for now. You can report more later, or block.`;
    case "location_exact":
      return t`Below 18, only friends get your exact location.`;
    case "text_only":
      return t`A message request holds text only. Send the rest once they accept.`;
    case "too_many_members":
      return t`This group is full.`;
    case "too_many_groups":
      return t`You’re in 500 groups, which is the most. Leave one first.`;
    case "not_admin":
      return t`Only the admins of this group can do this.`;
    case "admins_write":
      return t`Only admins can write in this group.`;
    case "not_member":
      return t`This person isn’t in the group any more.`;
    case "request_limit":
      return limitText(retryAt);
    case "not_friends":
      return t`You can introduce two people who are both friends of yours.`;
    case "not_request":
      return t`This request was answered already.`;
    case "private":
      return t`This account is private. Follow them to see more.`;
    case "not_accepting":
      return t`This person isn’t accepting this message.`;
    case "too_many_pins":
      return t`Three messages are pinned here, which is the most. Unpin one first.`;
    case "poll_closed":
      return t`This poll is closed.`;
    case "edit_expired":
      return t`A message can be edited for 24 hours.`;
    case "erased":
      return t`This message was unsent.`;
    case "too_many_changes":
      return t`This message was edited and reacted to too often. Write a new one.`;
    case "too_long":
      return t`This text is too long. Make it shorter, then try again.`;
    case "too_many_hidden":
      return t`You deleted 1,000 messages here, which is the most. Delete the conversation to clear it.`;
    case "photo_gone":
    case "file_gone":
    case "voice_gone":
      return t`What this message holds is gone from the server. Delete it and send it anew.`;
    case "video_invalid":
      return t`This video can’t be read. Try another one.`;
    case "video_too_long":
      return t`This video is longer than the server takes. Choose a shorter one.`;
    case "sticker_gone":
      return t`This sticker is no longer in its pack. Choose another one.`;
    case "too_many_packs":
      return t`You have as many packs as there may be. Delete one first.`;
    case "too_many_stickers":
      return t`A pack has at most 50 stickers.`;
    case "videos_off":
      return t`This server takes no videos. Send it as a file.`;
    case "file_empty":
      return t`There’s nothing in this file.`;
    case "upload_limit":
      return t`You have many photos on their way. Send or cancel some first.`;
    case "invalid_text":
      return t`This text has a character in it that can’t be sent.`;
    case "empty":
      return t`There’s nothing to send yet.`;
    default:
      return undefined;
  }
}

/** A budget opens again at a time; a request that is full, when it is accepted. */
function limitText(retryAt: string | undefined): string {
  if (retryAt === undefined) return t`They haven’t answered yet. You can write again once they accept.`;
  const when = soon(retryAt);
  return t`That’s enough requests for one day. The next one can leave ${when}.`;
}

/** "today at 14:05", "tomorrow at 09:00": for a moment that comes. */
function soon(moment: string): string {
  const at = new Date(moment);
  const clock = time(at);
  const now = new Date();
  const days = Math.round((new Date(at).setHours(12, 0, 0, 0) - now.setHours(12, 0, 0, 0)) / 86_400_000);
  if (days <= 0) return t`today at ${clock}`;
  if (days === 1) return t`tomorrow at ${clock}`;
  return dateTime(at);
}
