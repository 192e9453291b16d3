import { useLingui } from "@lingui/react/macro";
import { ChartBarHorizontalIcon } from "@phosphor-icons/react/dist/csr/ChartBarHorizontal";
import { FileIcon } from "@phosphor-icons/react/dist/csr/File";
import { ImageIcon } from "@phosphor-icons/react/dist/csr/Image";
import { PlusIcon } from "@phosphor-icons/react/dist/csr/Plus";
import { Suspense, useRef, useState } from "react";
import type { ID } from "@data";
import { later } from "@ui/later";
import { Menu } from "@ui/Menu";
import { offer, type Say } from "./files";

const NewPoll = later(() => import("../polls/NewPoll"));

type Props = {
  id: ID;
  className?: string;
  onFiles: (files: File[]) => void;
  onSay: Say;
};

/** What else can be sent: a menu beside the field. */
export default function Attach({ id, className, onFiles, onSay }: Props) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const any = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState(false);
  const items = [
    { id: "photos", label: t`Photos`, icon: <ImageIcon size={20} />, onAction: () => input.current?.click() },
    { id: "file", label: t`File`, icon: <FileIcon size={20} />, onAction: () => any.current?.click() },
    { id: "poll", label: t`Poll`, icon: <ChartBarHorizontalIcon size={20} />, onAction: () => setAsking(true) },
  ];
  return (
    <>
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
        accept="image/*"
        multiple
        hidden
        aria-label={t`Add photos`}
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
      {asking && (
        <Suspense fallback={null}>
          <NewPoll
            id={id}
            onClose={() => setAsking(false)}
            onAsk={(content) => {
              setAsking(false);
              onSay(content);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
