import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Outcome, Profile, Square } from "@data";
import { problemText, useConnection, useStore } from "@store";
import { AvatarPicker } from "@features/account";
import { announce } from "@ui/announce";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { Screen } from "@ui/Screen";
import { TextField } from "@ui/TextField";
import { toast } from "@ui/toast";
import { Outcomes } from "./Outcomes";
import { PeoplePicker } from "./PeoplePicker";
import { previewOf, type Preview } from "./preview";
import { TITLE_MAX, titleFault } from "./title";
import { useGroups } from "./useGroups";
import css from "./groups.module.css";

/** As many as one call takes. */
const MOST = 200;

type Made = { id: string; people: readonly Outcome[] };

/** Making a group: who is in it, what it is called and shows, and then what became of each. */
export default function NewGroup() {
  const { t } = useLingui();
  const [chosen, setChosen] = useState<readonly Profile[]>([]);
  const [naming, setNaming] = useState(false);
  const [made, setMade] = useState<Made>();
  const [, navigate] = useLocation();
  const store = useStore();
  const count = chosen.length;

  const next = async () => {
    const [only, ...others] = chosen;
    if (!only) return;
    if (others.length > 0) return setNaming(true);
    try {
      // One other person is no group.
      navigate(`/c/${await store.openDirect(only.id)}`, { replace: true });
    } catch (cause) {
      toast(problemText(cause));
    }
  };

  if (made) return <Result made={made} people={chosen} />;
  if (naming) return <Naming people={chosen} onBack={() => setNaming(false)} onMade={setMade} />;
  return (
    <Screen
      title={t`New group`}
      back="/inbox/new"
      footer={
        <Button kind="primary" wide disabled={count === 0} onClick={() => void next()}>
          {count < 2 ? <Trans>Next</Trans> : plural(count, { one: "Next · # person", other: "Next · # people" })}
        </Button>
      }
    >
      <PeoplePicker chosen={chosen} onChoose={setChosen} most={MOST} />
    </Screen>
  );
}

type NamingProps = { people: readonly Profile[]; onBack: () => void; onMade: (made: Made) => void };

function Naming({ people, onBack, onMade }: NamingProps) {
  const { t } = useLingui();
  const groups = useGroups();
  const [, navigate] = useLocation();
  const offline = useConnection() === "offline";
  const [title, setTitle] = useState("");
  const [picture, setPicture] = useState<{ image: Blob; crop: Square; preview: Preview }>();
  const [busy, setBusy] = useState(false);
  const [cause, setCause] = useState<unknown>();
  const [asked, setAsked] = useState(false);
  // The same through every try: a group that was made without an answer is not made twice.
  const [clientId] = useState(() => crypto.randomUUID());
  const root = useRef<HTMLDivElement>(null);
  const fault = titleFault(title);
  const count = people.length;

  useEffect(() => {
    root.current?.querySelector<HTMLElement>("input[type=text]")?.focus();
  }, []);
  useEffect(() => () => picture && URL.revokeObjectURL(picture.preview.url), [picture]);

  const make = async () => {
    setAsked(true);
    if (fault) return;
    setBusy(true);
    setCause(undefined);
    try {
      const made = await groups.create(title.trim(), people.map((one) => one.id), clientId);
      if (picture) await groups.setPicture(made.id, picture.image, picture.crop).catch((failure: unknown) => toast(problemText(failure)));
      if (made.people.some(({ outcome }) => outcome !== "member")) return onMade(made);
      announce(t`The group is there`);
      navigate(`/c/${made.id}`, { replace: true });
    } catch (failure) {
      setCause(failure);
      setBusy(false);
    }
  };

  return (
    <Screen
      title={t`Name the group`}
      footer={
        <>
          <Button kind="quiet" onClick={onBack}>
            <Trans>Back</Trans>
          </Button>
          <Button kind="primary" className={css.footer} busy={busy} disabled={offline} onClick={() => void make()}>
            <Trans>Create group</Trans>
          </Button>
        </>
      }
    >
      <div ref={root} className={css.form}>
        <AvatarPicker
          square
          label={t`The group’s picture`}
          person={{ id: clientId, name: title || "?", handle: "", avatar: picture && { small: picture.preview.url, large: picture.preview.url } }}
          onSave={async (image, crop) => setPicture({ image, crop, preview: await previewOf(image, crop) })}
          onRemove={() => Promise.resolve(setPicture(undefined))}
        />
        <TextField
          label={t`Name of the group`}
          value={title}
          onChange={setTitle}
          error={asked ? fault : undefined}
          hint={plural(count, { one: "You and # other person", other: "You and # other people" })}
          enterKeyHint="done"
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing) void make();
          }}
          maxLength={TITLE_MAX * 4}
        />
        {offline && (
          <Banner tone="offline" title={t`You’re offline`}>
            <Trans>A group is made once the network is back.</Trans>
          </Banner>
        )}
        {cause !== undefined && !offline && (
          <p className={css.problem} role="alert">
            {problemText(cause)}
          </p>
        )}
      </div>
    </Screen>
  );
}

function Result({ made, people }: { made: Made; people: readonly Profile[] }) {
  const { t } = useLingui();
  return (
    <Screen
      title={t`The group is there`}
      footer={
        <Button kind="primary" wide href={`/c/${made.id}`}>
          <Trans>Open the group</Trans>
        </Button>
      }
    >
      <div className={css.form} role="status">
        <Outcomes outcomes={made.people} people={people} />
      </div>
    </Screen>
  );
}
