/** The list of friends that Facebook lets people download, read on this device. Loaded when somebody brings one. */
import { FileError, namesIn } from "./read";
import { fileIn, isZip } from "./zip";

export { FileError } from "./read";

/** A list of 5,000 friends has less than one megabyte; pages have more around it. */
const MOST_BYTES = 20 << 20;

/** The names of friends in a file, or in the archive that it came in, of which nothing else is read. It throws FileError. */
export async function readFriends(file: Blob): Promise<string[]> {
  if (!(await isZip(file))) {
    if (file.size > MOST_BYTES) throw new FileError("large");
    return namesIn(new Uint8Array(await file.arrayBuffer()));
  }
  const content = await fileIn(file, placeOf, MOST_BYTES);
  if (content === undefined) throw new FileError("empty");
  return namesIn(content);
}

/** The names that Facebook has given the file, the newest first. */
const FILES = ["your_friends.json", "friends.json", "your_friends.html", "friends.html", "friends.htm"];

function placeOf(path: string): number | undefined {
  const place = FILES.indexOf(path.slice(path.lastIndexOf("/") + 1).toLowerCase());
  return place < 0 ? undefined : place;
}
