const most = 40;
const memory = new Map<string, { version: string; value: Promise<unknown> }>();

/** What `make` made for this version of `key`; the forty used last are kept in this process. */
export async function kept<Value>(key: string, version: string, make: () => Promise<Value>): Promise<Value> {
  const known = memory.get(key);
  memory.delete(key);
  const value = known?.version === version ? (known.value as Promise<Value>) : make();
  memory.set(key, { version, value });
  if (memory.size > most) memory.delete(memory.keys().next().value!);
  try {
    return await value;
  } catch (error) {
    if (memory.get(key)?.value === value) memory.delete(key);
    throw error;
  }
}
