import { useEffect } from "react";

/** Names the page in the browser's tab and history, while nobody is signed in. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Causerie`;
  }, [title]);
}
