import { Trans, useLingui } from "@lingui/react/macro";
import { CarIcon } from "@phosphor-icons/react/dist/csr/Car";
import { ClockIcon } from "@phosphor-icons/react/dist/csr/Clock";
import { CoffeeIcon } from "@phosphor-icons/react/dist/csr/Coffee";
import { FlagIcon } from "@phosphor-icons/react/dist/csr/Flag";
import { HandWavingIcon } from "@phosphor-icons/react/dist/csr/HandWaving";
import { LeafIcon } from "@phosphor-icons/react/dist/csr/Leaf";
import { LightbulbIcon } from "@phosphor-icons/react/dist/csr/Lightbulb";
import { MagnifyingGlassIcon } from "@phosphor-icons/react/dist/csr/MagnifyingGlass";
import { ShapesIcon } from "@phosphor-icons/react/dist/csr/Shapes";
import { SmileyIcon } from "@phosphor-icons/react/dist/csr/Smiley";
import { TrophyIcon } from "@phosphor-icons/react/dist/csr/Trophy";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { VList, type VListHandle } from "virtua";
import { Skeleton } from "@ui/Skeleton";
import { chooseTone, emojiTone, loadEmoji, noteEmoji, recentEmoji, searchEmoji, toned, type Emoji, type EmojiGroup } from "./data";
import css from "./EmojiPicker.module.css";

type Props = {
  onPick: (emoji: string) => void;
  onClose: () => void;
  /** Fills the width of its place instead of floating. */
  flat?: boolean;
};

type Line = { kind: "heading"; group: number } | { kind: "row"; group: number; emojis: Emoji[] };

const COLUMNS = 8;
const CELL = 44;
const RECENT = -1;

const icons: Record<number, ReactNode> = {
  [RECENT]: <ClockIcon size={20} />,
  0: <SmileyIcon size={20} />,
  1: <HandWavingIcon size={20} />,
  3: <LeafIcon size={20} />,
  4: <CoffeeIcon size={20} />,
  5: <CarIcon size={20} />,
  6: <TrophyIcon size={20} />,
  7: <LightbulbIcon size={20} />,
  8: <ShapesIcon size={20} />,
  9: <FlagIcon size={20} />,
};

/** Emoji by group, by name and by what one used last. */
export default function EmojiPicker({ onPick, onClose, flat = false }: Props) {
  const { t, i18n } = useLingui();
  const [groups, setGroups] = useState<EmojiGroup[] | "failed">();
  const [query, setQuery] = useState("");
  const [tone, setTone] = useState(emojiTone);
  const [tones, setTones] = useState(false);
  const [columns, setColumns] = useState(COLUMNS);
  const [shown, setShown] = useState<number>();
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<VListHandle>(null);
  const [recent] = useState(recentEmoji);
  const id = useId();
  const names: Record<number, string> = {
    [RECENT]: t`Recent`,
    0: t`Smileys and feelings`,
    1: t`People`,
    3: t`Animals and nature`,
    4: t`Food and drink`,
    5: t`Travel and places`,
    6: t`Activities`,
    7: t`Objects`,
    8: t`Symbols`,
    9: t`Flags`,
  };

  useEffect(() => {
    let current = true;
    loadEmoji(i18n.locale).then(
      (found) => current && setGroups(found),
      () => current && setGroups("failed"),
    );
    return () => {
      current = false;
    };
  }, [i18n.locale]);

  useEffect(() => {
    if (window.matchMedia("(hover: hover)").matches) input.current?.focus({ preventScroll: true });
    const element = root.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setColumns(Math.max(5, Math.floor((element.clientWidth - 16) / CELL))));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  const lines = useMemo(() => (Array.isArray(groups) ? toLines(groups, recent, query, columns) : []), [groups, recent, query, columns]);
  const present = [...new Set(lines.map((line) => line.group))];

  const pick = (emoji: Emoji) => {
    const char = toned(emoji, tone);
    noteEmoji(char);
    onPick(char);
  };

  const focusCell = (line: number, column: number) => {
    list.current?.scrollToIndex(line, { align: "nearest" });
    let tries = 8;
    const reach = () => {
      const row = root.current?.querySelector(`[data-line="${line}"]`);
      const cell = row?.querySelectorAll("button")[Math.min(column, row.querySelectorAll("button").length - 1)];
      if (cell) cell.focus({ preventScroll: true });
      else if (tries-- > 0) requestAnimationFrame(reach);
    };
    requestAnimationFrame(reach);
  };

  /** The nearest row of emoji from a line on, upward or downward; -1 past the ends. */
  const rowFrom = (line: number, by: 1 | -1) => {
    let at = line;
    while (lines[at]?.kind === "heading") at += by;
    return lines[at] ? at : -1;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
      return;
    }
    const inField = event.target === input.current;
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-line]") : null;
    if (inField && event.key === "ArrowDown" && lines.length > 0) focusCell(rowFrom(0, 1), 0);
    else if (inField && event.key === "Enter") {
      const first = lines.find((line) => line.kind === "row");
      if (query && first?.kind === "row" && first.emojis[0]) pick(first.emojis[0]);
    } else if (row) {
      const line = Number(row.dataset.line);
      const cells = [...row.querySelectorAll("button")];
      const column = cells.findIndex((cell) => cell === event.target);
      if (event.key === "ArrowRight") {
        if (column < cells.length - 1) focusCell(line, column + 1);
        else if (rowFrom(line + 1, 1) >= 0) focusCell(rowFrom(line + 1, 1), 0);
      } else if (event.key === "ArrowLeft") {
        if (column > 0) focusCell(line, column - 1);
        else if (rowFrom(line - 1, -1) >= 0) focusCell(rowFrom(line - 1, -1), columns);
      } else if (event.key === "ArrowDown" && rowFrom(line + 1, 1) >= 0) focusCell(rowFrom(line + 1, 1), column);
      else if (event.key === "ArrowUp") {
        const up = rowFrom(line - 1, -1);
        if (up >= 0) focusCell(up, column);
        else input.current?.focus();
      } else return;
    } else return;
    event.preventDefault();
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys come up from the field and the cells
    <div ref={root} className={flat ? `${css.picker} ${css.flat}` : css.picker} role="group" aria-label={t`Emoji`} onKeyDown={onKeyDown}>
      <div className={css.top}>
        <label className={css.field} htmlFor={id}>
          <MagnifyingGlassIcon size={20} aria-label={t`Search emoji`} aria-hidden={false} />
          <input ref={input} id={id} type="search" value={query} placeholder={t`Search`} autoComplete="off" onChange={(e) => setQuery(e.target.value)} />
        </label>
        <button type="button" className={css.tone} aria-expanded={tones} aria-label={t`Skin tone`} title={t`Skin tone`} onClick={() => setTones(!tones)}>
          {hands[tone]}
        </button>
      </div>
      {tones && (
        <div className={css.tones} role="group" aria-label={t`Skin tone`}>
          {hands.map((hand, i) => (
            <button
              key={hand}
              type="button"
              aria-pressed={i === tone}
              onClick={() => {
                chooseTone(i);
                setTone(i);
                setTones(false);
              }}
            >
              {hand}
            </button>
          ))}
        </div>
      )}
      {groups === undefined && <Loading />}
      {groups === "failed" && (
        <p className={css.none}>
          <Trans>The emoji couldn’t be loaded. They come back with the network.</Trans>
        </p>
      )}
      {Array.isArray(groups) && lines.length === 0 && (
        <p className={css.none}>
          <Trans>No emoji by this name</Trans>
        </p>
      )}
      {lines.length > 0 && (
        <VList
          ref={list}
          className={css.grid}
          data={lines}
          onScroll={(offset) => setShown(lines[list.current?.findItemIndex(offset + CELL) ?? 0]?.group)}
        >
          {(line, index) =>
            line.kind === "heading" ? (
              <p key={`h${line.group}`} className={css.heading}>
                {names[line.group]}
              </p>
            ) : (
              <div key={`${line.group} ${line.emojis[0]?.char ?? ""}`} className={css.row} data-line={index}>
                {line.emojis.map((emoji) => (
                  <button key={emoji.char} type="button" tabIndex={index === rowFrom(0, 1) ? 0 : -1} aria-label={emoji.label} title={emoji.label} onClick={() => pick(emoji)}>
                    {toned(emoji, tone)}
                  </button>
                ))}
                {Array.from({ length: columns - line.emojis.length }, (_, i) => (
                  <span key={i} />
                ))}
              </div>
            )
          }
        </VList>
      )}
      {!query && present.length > 0 && (
        <div className={css.groups} role="toolbar" aria-label={t`Groups`}>
          {present.map((group) => (
            <button
              key={group}
              type="button"
              aria-label={names[group]}
              title={names[group]}
              aria-current={(shown ?? present[0]) === group ? "true" : undefined}
              onClick={() => list.current?.scrollToIndex(lines.findIndex((line) => line.group === group))}
            >
              {icons[group]}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

const hands = ["✋", "✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"];

function Loading() {
  const { t } = useLingui();
  return (
    <div className={css.none} role="status" aria-label={t`Loading`}>
      <Skeleton shape="card" width="100%" />
    </div>
  );
}

function toLines(groups: EmojiGroup[], recent: string[], query: string, columns: number): Line[] {
  if (query.trim()) return rows(0, searchEmoji(groups, query), columns);
  const used = recent.map((char) => ({ char, label: labelOf(groups, char), words: "", tones: [] }));
  const all = used.length > 0 ? [{ id: RECENT, emojis: used }, ...groups] : groups;
  return all.flatMap(({ id, emojis }): Line[] => [{ kind: "heading", group: id }, ...rows(id, emojis, columns)]);
}

function rows(group: number, emojis: Emoji[], columns: number): Line[] {
  const lines: Line[] = [];
  for (let i = 0; i < emojis.length; i += columns) lines.push({ kind: "row", group, emojis: emojis.slice(i, i + columns) });
  return lines;
}

function labelOf(groups: EmojiGroup[], char: string): string {
  for (const group of groups) {
    const found = group.emojis.find((emoji) => emoji.char === char || emoji.tones.includes(char));
    if (found) return found.label;
  }
  return char;
}
