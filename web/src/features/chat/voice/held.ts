/** The finger that holds the microphone's button, and where and when it came. */
export type Held = { button: HTMLElement; pointer: number; x: number; y: number; since: number };
