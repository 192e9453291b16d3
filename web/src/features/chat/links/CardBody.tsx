import { useLingui } from "@lingui/react/macro";
import { useMemo, useState } from "react";
import { i18n } from "@i18n";
import type { Card } from "@data";
import { placeholder } from "../photos/placeholder";
import { isWide, origin, price, type Shown } from "./card";
import css from "./Links.module.css";

/** What a page says of itself: its picture, what it is called, what it sells, and always on which server it is. */
export function CardBody({ card, sender, small, veiled }: { card: Shown; sender: string; small?: boolean; veiled?: boolean }) {
  const { image, product, title, description } = card;
  const wide = image && !small && isWide(image);
  return (
    <>
      {image && <Picture image={image} sender={sender} wide={wide === true} veiled={veiled} />}
      <span className={css.texts}>
        <b className={css.title} dir="auto">
          {title}
        </b>
        {product && <Price product={product} />}
        {description && (
          <span className={css.description} dir="auto">
            {description}
          </span>
        )}
        <span className={css.origin} dir="auto">
          {origin(card)}
        </span>
      </span>
    </>
  );
}

function Price({ product }: { product: NonNullable<Card["product"]> }) {
  const { t } = useLingui();
  const amount = price(product, i18n.locale);
  const states = { in_stock: t`In stock`, out_of_stock: t`Out of stock`, preorder: t`To order` };
  if (amount === undefined) return null;
  return (
    <span className={css.price}>
      <b>{product.from ? t`From ${amount}` : amount}</b>
      {product.availability && <span>{states[product.availability]}</span>}
    </span>
  );
}

/** From this server, which keeps it. One that cannot be had is left out; of one that is veiled, only its colours show. */
function Picture({ image, sender, wide, veiled }: { image: NonNullable<Card["image"]>; sender: string; wide: boolean; veiled?: boolean }) {
  const [failed, setFailed] = useState(false);
  const blurred = useMemo(() => placeholder(image.placeholder), [image.placeholder]);
  if (failed) return null;
  return (
    <span className={wide ? css.wide : css.thumb} style={{ backgroundImage: blurred && `url(${blurred})` }}>
      {!veiled && <img src={`/v1/previews/${sender}/${image.id}`} alt="" loading="lazy" decoding="async" draggable={false} onError={() => setFailed(true)} />}
    </span>
  );
}
