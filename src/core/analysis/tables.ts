/**
 * An empty table by names. Without a prototype V8 keeps it as a table from the start; as an ordinary object each name
 * that is new to it would make a shape of its own, which costs more than the entry and stays for ever.
 */
export function table(): Record<string, number> {
  return Object.create(null) as Record<string, number>;
}
