import { useLingui } from "@lingui/react/macro";
import { ChartBarHorizontalIcon } from "@phosphor-icons/react/dist/csr/ChartBarHorizontal";
import { ClockIcon } from "@phosphor-icons/react/dist/csr/Clock";
import { FileIcon } from "@phosphor-icons/react/dist/csr/File";
import { ImageIcon } from "@phosphor-icons/react/dist/csr/Image";
import { IdentificationCardIcon } from "@phosphor-icons/react/dist/csr/IdentificationCard";
import { MapPinIcon } from "@phosphor-icons/react/dist/csr/MapPin";
import { PlusIcon } from "@phosphor-icons/react/dist/csr/Plus";
import { StickerIcon } from "@phosphor-icons/react/dist/csr/Sticker";
import { Suspense, useCallback, useEffect, useRef, useState, type RefObject } from "react";
import type { Content, ID, Mentions } from "@data";
import { ScheduledButton, ScheduleDialog } from "@features/scheduled";
import { later } from "@ui/later";
import { Menu } from "@ui/Menu";
import { useVideos } from "../photos/taken";
import { offer, type Say } from "./files";

const Stickers = later(() => import("../stickers/Stickers"));
const NewPoll = later(() => import("../polls/NewPoll"));
const SendPlace = later(() => import("../places/SendPlace"));
const PickProfile = later(() => import("../profiles/PickProfile"));

/** Systems that know no HEIC give such files no type. */
const PICTURES = "image/*,.heic,.heif";
const isPicture = ({ type, name }: File) => type.startsWith("image/") || (type === "" && /\.hei[cf]$/i.test(name));

type Props = {
  id: ID;
  className?: string;
  /** Whether anything but text can be sent now. */
  takes: boolean;
  onFiles: (files: File[]) => void;
  onSay: Say;
  /** What is in the field, and what it answers. */
  text: string;
  replyTo?: number;
  mentions?: (text: string) => Mentions | undefined;
  /** It is sent later. */
  onLater: () => void;
};

/** What else can be sent: a menu beside the field, and files that are dropped anywhere or pasted into it. */
export default function Attach({ id, className, takes, onFiles, onSay, text, replyTo, mentions, onLater }: Props) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const any = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState<"sticker" | "poll" | "profile" | "place">();
  const [timing, setTiming] = useState(false);
  const videos = useVideos() !== undefined;
  useGiven(input, takes, videos, onFiles, onSay);
  useHeld(input, takes && text.trim() !== "", () => setTiming(true));
  const close = useCallback(() => setAsking(undefined), []);
  const say = (content: Content) => {
    close();
    onSay(content);
  };
  const items = [
    { id: "photos", label: videos ? t`Photos and videos` : t`Photos`, icon: <ImageIcon size={20} />, onAction: () => input.current?.click() },
    { id: "file", label: t`File`, icon: <FileIcon size={20} />, onAction: () => any.current?.click() },
    { id: "sticker", label: t`Sticker`, icon: <StickerIcon size={20} />, onAction: () => setAsking("sticker") },
    { id: "poll", label: t`Poll`, icon: <ChartBarHorizontalIcon size={20} />, onAction: () => setAsking("poll") },
    { id: "profile", label: t`Profile`, icon: <IdentificationCardIcon size={20} />, onAction: () => setAsking("profile") },
    { id: "place", label: t`Location`, icon: <MapPinIcon size={20} />, onAction: () => setAsking("place") },
    { id: "later", label: t`Schedule a message`, icon: <ClockIcon size={20} />, onAction: () => setTiming(true) },
  ];
  return (
    <>
      {takes && (
        <>
          <ScheduledButton id={id} className={className} mentions={mentions} />
          <Menu
            label={t`Add`}
            items={items}
            trigger={
              <button type="button" className={className} aria-label={t`Add`} title={t`Add`}>
                <PlusIcon />
              </button>
            }
          />
          <input
            ref={input}
            type="file"
            accept={videos ? `${PICTURES},video/*` : PICTURES}
            multiple
            hidden
            aria-label={videos ? t`Add photos and videos` : t`Add photos`}
            onChange={(event) => {
              onFiles([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
          <input
            ref={any}
            type="file"
            multiple
            hidden
            aria-label={t`Add files`}
            onChange={(event) => {
              void offer([...(event.target.files ?? [])], onSay);
              event.target.value = "";
            }}
          />
        </>
      )}
      {timing && (
        <Suspense fallback={null}>
          <ScheduleDialog
            id={id}
            text={text}
            replyTo={replyTo}
            mentions={mentions}
            onClose={() => setTiming(false)}
            onDone={() => {
              setTiming(false);
              onLater();
            }}
          />
        </Suspense>
      )}
      <Suspense fallback={null}>
        {asking === "sticker" && <Stickers onClose={close} onSend={say} />}
        {asking === "poll" && <NewPoll id={id} onClose={close} onAsk={say} />}
        {asking === "place" && <SendPlace id={id} onClose={close} onSend={say} />}
        {asking === "profile" && <PickProfile id={id} onClose={close} onSend={say} />}
      </Suspense>
    </>
  );
}

/** The button that sends, when it is held or pressed with the other button: another way to what can be done with a text. */
function useHeld(input: RefObject<HTMLInputElement | null>, takes: boolean, run: () => void): void {
  const held = useRef(run);
  useEffect(() => {
    held.current = run;
  });
  useEffect(() => {
    const form = input.current?.form;
    if (!takes || !form) return;
    const open = (event: MouseEvent) => {
      if (!(event.target instanceof Element) || !event.target.closest("[type=submit]")) return;
      event.preventDefault();
      held.current();
    };
    form.addEventListener("contextmenu", open);
    return () => form.removeEventListener("contextmenu", open);
  }, [input, takes]);
}

/** Takes files that are dropped anywhere, and those pasted into the form that `input` is part of: pictures as photos, and videos where the server takes them. What cannot be taken opens in no tab either. */
function useGiven(input: RefObject<HTMLInputElement | null>, takes: boolean, videos: boolean, onFiles: (files: File[]) => void, onSay: Say): void {
  const say = useRef(onSay);
  useEffect(() => {
    say.current = onSay;
  });
  useEffect(() => {
    const take = (event: Event, from: DataTransfer | null) => {
      const given = takes ? [...(from?.files ?? [])] : [];
      if (given.length === 0) return;
      event.preventDefault();
      const pictures = given.filter((file) => isPicture(file) || (videos && file.type.startsWith("video/")));
      if (pictures.length > 0) onFiles(pictures);
      if (given.length > pictures.length) void offer(given.filter((file) => !pictures.includes(file)), say.current);
    };
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      over(event);
      take(event, event.dataTransfer);
    };
    const paste = (event: ClipboardEvent) => {
      if (event.target instanceof HTMLTextAreaElement && event.target.form === input.current?.form) take(event, event.clipboardData);
    };
    addEventListener("dragover", over);
    addEventListener("drop", drop);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("drop", drop);
      removeEventListener("paste", paste);
    };
  }, [input, takes, videos, onFiles]);
}
