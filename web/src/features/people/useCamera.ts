import { useEffect, useRef, useState } from "react";

/** "waiting": the browser asks the person, or the camera wakes up. */
export type CameraState = "waiting" | "on" | "refused" | "none";

/** How often a picture is looked at; a code is held still for longer than that. */
const EVERY = 150;
/** Pictures are looked at no larger than this: a code that fills a quarter of one is read. */
const SIDE = 800;

/** Reads a code from a picture; undefined when there is none in it. */
export async function readCode(source: CanvasImageSource, width: number, height: number, thorough: boolean): Promise<string | undefined> {
  const { default: decodeQR } = await import("qr/decode.js");
  const scale = Math.min(1, SIDE / Math.min(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context || canvas.width === 0 || canvas.height === 0) return undefined;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), thorough ? { effort: Infinity, timeLimit: 2000 } : undefined);
  } catch {
    return undefined;
  }
}

/** Shows the camera in a video while the screen is open, and tells each code that it reads. */
export function useCamera(onCode: (text: string) => void) {
  const video = useRef<HTMLVideoElement>(null);
  const told = useRef(onCode);
  const [state, setState] = useState<CameraState>(() => (canFilm() ? "waiting" : "none"));
  useEffect(() => {
    told.current = onCode;
  });

  useEffect(() => {
    if (!canFilm()) return;
    let here = true;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const element = video.current;
      const text = element && element.readyState >= element.HAVE_CURRENT_DATA ? await readCode(element, element.videoWidth, element.videoHeight, false) : undefined;
      if (!here) return;
      if (text !== undefined) told.current(text);
      timer = setTimeout(() => void look(), EVERY);
    };
    const start = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (!here || !video.current) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      if (!here) return;
      setState("on");
      void look();
    };
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    start().catch((cause: unknown) => {
      if (!here) return;
      setState(cause instanceof DOMException && (cause.name === "NotAllowedError" || cause.name === "SecurityError") ? "refused" : "none");
    });
    return () => {
      here = false;
      clearTimeout(timer);
      stop();
    };
  }, []);

  return { video, state };
}

/** Without a secure address there is no camera. */
function canFilm(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}
