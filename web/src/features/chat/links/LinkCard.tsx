import type { Message } from "@data";
import { useVeil } from "../photos/veiled";
import { CardBody } from "./CardBody";
import { shownCard } from "./card";
import css from "./Links.module.css";

export interface Reading {
  message: Message;
  focusable: boolean;
}

/** The page that a message leads to, as the server of who sent it read it. Nothing of it comes from there now. */
export function LinkCard({ message, focusable }: Reading) {
  const [veiled] = useVeil(message);
  const card = shownCard(message.text, message.preview);
  return (
    card && (
      <a className={message.mine ? `${css.card} ${css.own}` : css.card} href={card.url} target="_blank" rel="noopener noreferrer nofollow ugc" tabIndex={focusable ? 0 : -1} draggable={false}>
        <CardBody card={card} sender={message.from ?? message.sender} veiled={veiled} />
      </a>
    )
  );
}
