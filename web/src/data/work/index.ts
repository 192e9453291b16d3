/** Signing up where many do: the server asks for some work first. Loaded when it does. */
import type { Api } from "../api";
import type { Challenge } from "./solve";
import type { Told } from "./worker";

/** Signs up with the work that the server asks for. `onWork` gets how likely it was to be done by now, from 0 to 1. */
export async function signUpWithWork(api: Api, body: Parameters<Api["signUp"]>[0], onWork?: (share: number) => void) {
  onWork?.(0);
  const { bits, challenge } = await api.ask((http) => http.POST("/v1/accounts/challenge"));
  const work = challenge ? { challenge, solution: String(await found({ bits, challenge }, onWork)) } : undefined;
  return api.signUp({ ...body, work });
}

function found(asked: Challenge, onWork?: (share: number) => void): Promise<number> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  return new Promise<number>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if ("solution" in data) resolve(data.solution);
      else onWork?.(1 - Math.exp(-data.tried / 2 ** asked.bits));
    });
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(asked);
  }).finally(() => worker.terminate());
}
