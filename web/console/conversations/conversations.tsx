export function Conversations() {
  return null;
}
