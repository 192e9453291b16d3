export { Dialog as Sheet } from "./Dialog";
