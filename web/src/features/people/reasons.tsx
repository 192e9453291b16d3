import { plural, t } from "@lingui/core/macro";
import { AddressBookIcon } from "@phosphor-icons/react/dist/csr/AddressBook";
import { ChatsCircleIcon } from "@phosphor-icons/react/dist/csr/ChatsCircle";
import { FacebookLogoIcon } from "@phosphor-icons/react/dist/csr/FacebookLogo";
import { UsersThreeIcon } from "@phosphor-icons/react/dist/csr/UsersThree";
import type { ReactNode } from "react";
import type { Reason } from "@data";

/** Why someone is suggested: the first reason, which weighs most. */
export function reasonText({ type, byName = false, count = 0 }: Reason): string {
  switch (type) {
    case "contacts":
      return t`In your contacts`;
    case "facebook":
      return byName ? t`Has the name of a Facebook friend` : t`Friend on Facebook`;
    case "common":
      return plural(count, { one: "# friend in common", other: "# friends in common" });
    case "groups":
      return plural(count, { one: "In a group with you", other: "In # groups with you" });
  }
}

export function reasonIcon({ type }: Reason): ReactNode {
  switch (type) {
    case "contacts":
      return <AddressBookIcon />;
    case "facebook":
      return <FacebookLogoIcon />;
    case "common":
      return <UsersThreeIcon />;
    case "groups":
      return <ChatsCircleIcon />;
  }
}
