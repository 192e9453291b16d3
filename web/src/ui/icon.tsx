import type { SVGProps } from "react";

export interface IconProps extends Omit<SVGProps<SVGSVGElement>, "ref"> {
  size?: number;
  weight?: string;
  mirrored?: boolean;
}

/** An icon of the build: the paths of the weights that the app draws it in (see build/icons.ts). One that was not foreseen falls back to the first. */
export function icon(paths: Record<string, string>) {
  const [first] = Object.values(paths);
  return function Icon({ size = 24, weight = "regular", mirrored, ...rest }: IconProps) {
    return (
      <svg xmlns="http://www.w3.org/2000/svg" width={size} height={size} fill="currentColor" viewBox="0 0 256 256" transform={mirrored ? "scale(-1, 1)" : undefined} aria-hidden {...rest}>
        <path d={paths[weight] ?? first} />
      </svg>
    );
  };
}
