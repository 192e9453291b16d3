import { useEffect, useRef, useState } from "react";
import { useLingui } from "@lingui/react/macro";
import { Banner } from "@ui/Banner";
import { Section } from "@ui/Section";
import { toast } from "@ui/toast";
import { useStore } from "@store";
import { LoadFailure, Loading } from "../Loading";
import { SettingsPage } from "../SettingsPage";
import { useLoad } from "../useLoad";
import { readBack } from "./back";
import { FacebookImport } from "./FacebookImport";
import { FacebookLink } from "./FacebookLink";
import { facebookText } from "./problems";

/** Finding one's Facebook friends: by a link to one's account there, or by the list that one downloads. Facebook leads back to it. */
export default function FacebookPage() {
  const { t } = useLingui();
  const { api } = useStore();
  const { loaded, reload } = useLoad(api.getFacebook);
  const { finishing, failure } = useBack(reload);
  return (
    <SettingsPage title={t`Facebook`} above={{ href: "/settings/privacy", title: t`Privacy` }}>
      {failure !== undefined && (
        <Banner tone="danger" title={t`Not linked`}>
          {failure}
        </Banner>
      )}
      {(loaded.status === "loading" || finishing) && <Loading rows={4} />}
      {loaded.status === "error" && <LoadFailure cause={loaded.cause} onRetry={reload} />}
      {loaded.status === "ready" && !finishing && (
        <>
          <Section title={t`Your Facebook account`}>
            <FacebookLink available={loaded.value.available} link={loaded.value.link} onChange={reload} />
          </Section>
          <Section title={t`Your list of friends`}>
            <FacebookImport kept={loaded.value.import} onChange={reload} />
          </Section>
        </>
      )}
    </SettingsPage>
  );
}

/** Finishes the link that one comes back from Facebook for, once, and takes what it needs out of the address. */
function useBack(onDone: () => void) {
  const { t } = useLingui();
  const { api } = useStore();
  const [back] = useState(() => readBack(window.location.search));
  const [finishing, setFinishing] = useState(back !== undefined && "code" in back);
  const [failure, setFailure] = useState(back !== undefined && "declined" in back ? t`You did not allow it on Facebook. Nothing was linked.` : undefined);
  const begun = useRef(false);

  useEffect(() => {
    if (back === undefined || begun.current) return;
    begun.current = true;
    window.history.replaceState(window.history.state, "", window.location.pathname);
    if (!("code" in back)) return;
    api
      .finishFacebookLink(back)
      .then(
        () => toast(t`Linked. Your Facebook friends who are here are suggested to you.`),
        (cause: unknown) => setFailure(facebookText(cause)),
      )
      .finally(() => {
        setFinishing(false);
        onDone();
      });
  }, [api, back, onDone, t]);
  return { finishing, failure };
}
