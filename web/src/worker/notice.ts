/* What a push message becomes on the device, without a browser. */

/** What the server says: see notify.note. */
export type Note = {
  kind: "message" | "request" | "missed" | "clear" | "test";
  conversation?: string;
  count?: number;
  name?: string;
  group?: string;
  text?: string;
  /** Of a voice note: milliseconds. */
  voice?: number;
  /** What it is, where that is no text: "profile" or "location". */
  shows?: string;
  silent?: boolean;
  language?: string;
  test?: string;
};

export type Notice = { title: string; body: string; tag: string; path: string; silent: boolean };

const texts = {
  en: {
    message: "New message",
    voice: (clock: string) => `Voice message, ${clock}`,
    profile: "Profile",
    location: "📍 Location",
    messages: (n: number) => (n >= 100 ? "More than 99 new messages" : `${n} new messages`),
    missed: (n: number) => (n === 1 ? "A message came while it was quiet" : `${n >= 100 ? "More than 99" : n} messages came while it was quiet`),
    request: "You have a message request",
    testTitle: "Notifications work",
    test: "This is how a message reaches you on this device.",
  },
  fr: {
    message: "Nouveau message",
    voice: (clock: string) => `Message vocal, ${clock}`,
    profile: "Profil",
    location: "📍 Position",
    messages: (n: number) => (n >= 100 ? "Plus de 99 nouveaux messages" : `${n} nouveaux messages`),
    missed: (n: number) => (n === 1 ? "Un message est arrivé pendant les heures calmes" : `${n >= 100 ? "Plus de 99" : n} messages sont arrivés pendant les heures calmes`),
    request: "Vous avez une demande de message",
    testTitle: "Les notifications fonctionnent",
    test: "Voici comment un message vous parvient sur cet appareil.",
  },
};

/** The person's language, else the first of the browser's that there are texts in. */
export function textsFor(chosen: string | undefined, browser: readonly string[]) {
  for (const tag of [chosen ?? "", ...browser]) {
    const base = tag.toLowerCase().split("-")[0];
    if (base === "en" || base === "fr") return texts[base];
  }
  return texts.en;
}

const clock = (ms: number) => `${Math.floor(Math.round(ms / 1000) / 60)}:${String(Math.round(ms / 1000) % 60).padStart(2, "0")}`;

/** The tag of what is told of a conversation: the next message of it takes its place. */
export const tagOf = (note: Note) => (note.kind === "message" || note.kind === "clear" ? `c:${note.conversation ?? ""}` : note.kind);

/** The notification of a note; undefined for one that shows nothing. */
export function noticeOf(note: Note, browser: readonly string[]): Notice | undefined {
  const say = textsFor(note.language, browser);
  const tag = tagOf(note);
  const silent = note.silent === true;
  const count = note.count ?? 1;
  switch (note.kind) {
    case "message": {
      const text = note.voice ? say.voice(clock(note.voice)) : note.shows === "profile" ? say.profile : note.shows === "location" ? say.location : note.text;
      const several = count > 1 ? say.messages(count) : say.message;
      return {
        title: [note.name, note.group].filter(Boolean).join(" · ") || "Causerie",
        body: text ? (count > 1 ? `${text}\n${several}` : text) : several,
        tag,
        path: note.conversation ? `/c/${note.conversation}` : "/inbox",
        silent,
      };
    }
    case "request":
      return { title: "Causerie", body: say.request, tag, path: "/inbox/requests", silent: true };
    case "missed":
      return { title: "Causerie", body: say.missed(count), tag, path: "/inbox", silent };
    case "test":
      return { title: say.testTitle, body: say.test, tag, path: "/settings/notifications", silent };
    case "clear":
      return undefined;
    default: // of a later version of the server
      return { title: "Causerie", body: say.message, tag: "other", path: "/inbox", silent };
  }
}

/** What the payload of a push event says; a message of which nothing is known where it cannot be read. */
export function noteOf(text: string | undefined): Note {
  try {
    const note: unknown = JSON.parse(text ?? "");
    if (typeof note === "object" && note !== null && "kind" in note) return note as Note;
  } catch {
    // Shown as a message: a browser takes the permission from who shows nothing.
  }
  return { kind: "message" };
}

/** Whether somebody looks at the app: then it tells by itself. A test is shown all the same. */
export function looksAt(windows: readonly { focused: boolean; visibilityState: string }[], note: Note): boolean {
  return note.kind !== "test" && windows.some((window) => window.focused && window.visibilityState === "visible");
}
