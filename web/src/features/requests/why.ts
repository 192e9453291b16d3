import { t } from "@lingui/core/macro";
import type { MessageRequest } from "@data";

/** Why a filter set a request apart. */
export function whyText(why: NonNullable<MessageRequest["why"]>): string {
  switch (why) {
    case "words":
      return t`Has words that are filtered`;
    case "spam":
      return t`The same text went to many people`;
    case "link":
      return t`A link from a new account`;
    case "stranger_link":
      return t`Has a link, which you don’t want from strangers`;
  }
}
