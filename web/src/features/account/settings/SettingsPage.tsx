import type { ReactNode } from "react";
import { useLingui } from "@lingui/react/macro";
import { Screen } from "@ui/Screen";
import { useWide } from "@ui/useMediaQuery";

type Props = {
  title: string;
  /** The page above, when it is not the list. */
  above?: { href: string; title: string };
  children: ReactNode;
};

/** The frame of one page of settings: beside the list, only what lies deeper has a way back. */
export function SettingsPage({ title, above, children }: Props) {
  const { t } = useLingui();
  const wide = useWide();
  const back = above?.href ?? (wide ? undefined : "/settings");
  const path = [...(back ? [t`Settings`] : []), ...(above ? [above.title] : [])];
  return (
    <Screen title={title} back={back} path={path} large page>
      {children}
    </Screen>
  );
}
