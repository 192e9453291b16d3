import { thumbHashToDataURL } from "thumbhash";

/** The blurred picture that stands in the place of one until it is there, as an address. */
export function placeholder(hash: string | undefined): string | undefined {
  if (!hash) return undefined;
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(hash), (letter) => letter.charCodeAt(0)));
  } catch {
    return undefined; // it is for show
  }
}
