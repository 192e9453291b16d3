/* What was reported, put together for reading. Without a DOM. */
import type { CaseReport, LogEntry, Rule } from "@data/moderation";
import { RULES } from "../words";

/** A message as one reads it. */
export interface Said {
  seq: number;
  sender: string;
  at: string;
  text: string;
  /** Where its photos are, for who asked, and what its sender says that they show. */
  photos: (NonNullable<LogEntry["photos"]>[number] & { alt?: string })[];
  /** Where its voice note is, likewise. */
  voice?: string;
  /** What it offers to choose from. */
  options?: readonly string[];
  /** Where its file is, likewise, and what it is called. */
  file?: string;
  called?: string;
  /** How many times it was forwarded on its way here. */
  forwarded?: number;
  /** The page that it leads to, as its readers are shown it. Its picture is among the photos, as is the map around a place. */
  link?: LogEntry["content"]["preview"];
  /** Whose profile it is. */
  profile?: string;
  /** Where its sender said that they were. */
  place?: LogEntry["content"]["location"];
  /** What it said before it was edited, the first first. */
  earlier: { text: string; at: string }[];
  reactions: { emoji: string; sender: string }[];
  erased: boolean;
}

/** The messages of a part of a log, each with what later entries say of it. */
export function said(entries: readonly LogEntry[]): Said[] {
  const list: Said[] = [];
  const known = new Map<number, Said>();
  /** When a message that was edited got the text that it has. */
  const since = new Map<Said, string>();
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
    const text = entry.content.text ?? "";
    if (entry.kind === "message") {
      const one: Said = { seq: entry.seq, sender: entry.sender, at: entry.createdAt, text, photos: photosOf(entry), voice: entry.voice, file: entry.file, called: entry.content.file?.name, forwarded: entry.content.forwarded, options: entry.content.poll?.options, link: entry.content.preview, profile: entry.content.profile, place: entry.content.location, earlier: [], reactions: [], erased: entry.erased === true };
      known.set(entry.seq, one);
      list.push(one);
      continue;
    }
    const of = known.get(entry.targetSeq ?? 0);
    if (!of) continue;
    if (entry.kind === "edit" && !entry.erased) {
      of.earlier.push({ text: of.text, at: since.get(of) ?? of.at });
      of.text = text;
      since.set(of, entry.createdAt);
    }
    if (entry.kind === "unsend") of.erased = true;
    if (entry.kind === "reaction") {
      of.reactions = of.reactions.filter(({ sender }) => sender !== entry.sender);
      if (entry.content.emoji) of.reactions.push({ emoji: entry.content.emoji, sender: entry.sender });
    }
  }
  return list;
}

function photosOf({ photos = [], preview, sticker, content }: LogEntry): Said["photos"] {
  if (sticker && content.sticker) return [{ id: content.sticker.id, small: sticker, large: sticker, alt: content.sticker.emoji }];
  const id = content.preview?.image?.id ?? content.location?.still?.id;
  const shown = photos.map((photo) => ({ ...photo, alt: content.photos?.find((one) => one.id === photo.id)?.alt }));
  return preview && id ? [...shown, { id, small: preview, large: preview, alt: content.location?.still?.attribution }] : shown;
}

/** Reports of the same: several people were sent the same words, or report the same profile or group. */
export interface Matter {
  /** The first of them, whose evidence stands for all. */
  first: CaseReport;
  reports: CaseReport[];
  rules: Rule[];
}

/** Puts together the reports that are of the same, in the order of the first of each. */
export function alike(reports: readonly CaseReport[]): Matter[] {
  const matters = new Map<string, Matter>();
  for (const report of reports) {
    const key = sameness(report);
    const matter = matters.get(key);
    if (matter) matter.reports.push(report);
    else matters.set(key, { first: report, reports: [report], rules: [] });
  }
  return [...matters.values()].map((matter) => ({ ...matter, rules: RULES.filter((rule) => matter.reports.some(({ reason }) => reason === rule)) }));
}

/** Those of which a look shows what was written around them: it is at a conversation, so it stands with the first that was reported of it, and once. */
export function leading(matters: readonly Matter[]): Matter[] {
  return matters.filter((matter, i) => !matters.slice(0, i).some((before) => before.first.conversationId === matter.first.conversationId));
}

function sameness({ id, kind, conversationId, group, evidence, shown }: CaseReport): string {
  if (group) return JSON.stringify([kind, conversationId, group.title, pathOf(group), said(evidence).map(({ seq, text }) => [seq, text])]);
  if (kind === "profile") return JSON.stringify([kind, shown.handle, shown.name, shown.bio, pathOf(shown)]);
  return JSON.stringify(evidence.length === 0 ? id : said(evidence).map(({ text, photos, voice, file, options }) => [plain(text), options, ...photos.map((photo) => [photo.id, photo.alt]), voice?.split("?")[0], file?.split("?")[0]]));
}

/** The picture that something showed, whoever is given its address. */
const pathOf = ({ avatar }: Pick<CaseReport["shown"], "avatar">) => avatar?.small.split("?")[0];

/** Without what changes nothing for who reads it: case, and how it is spaced. */
const plain = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
