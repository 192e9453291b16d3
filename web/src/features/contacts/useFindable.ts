import { useEffect, useState } from "react";
import { useStore } from "@store";

/** Whether people can be found by number or address on this server; false until it has said so. */
export function useFindable(): boolean {
  const { api } = useStore();
  const [findable, setFindable] = useState(false);
  useEffect(() => {
    let here = true;
    api.getServer().then(
      (server) => here && setFindable(server.verifies.length > 0),
      () => undefined, // Unreachable: so is what it would lead to.
    );
    return () => {
      here = false;
    };
  }, [api]);
  return findable;
}
