/** `Reflect`, once somebody has loaded `reflect-metadata` or the like. */
interface ReflectWithMetadata {
  getOwnMetadataKeys(target: object): unknown[];
  getOwnMetadata(key: unknown, target: object): unknown;
  defineMetadata(key: unknown, value: unknown, target: object): void;
}

/** Copies the metadata that decorators have stored for a function, if possible. */
export function copyMetadata(from: object, to: object): void {
  const reflect = Reflect as Partial<ReflectWithMetadata>;
  try {
    for (const key of reflect.getOwnMetadataKeys?.(from) ?? []) {
      reflect.defineMetadata?.(key, reflect.getOwnMetadata?.(key, from), to);
    }
  } catch {
    // A stub, or a function that refuses to be looked at.
  }
}
