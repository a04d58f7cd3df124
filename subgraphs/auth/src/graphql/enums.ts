/** An enum of the contract from the domain's word for it. */
export function toEnum<Word extends string>(word: Word): Uppercase<Word> {
  return word.toUpperCase() as Uppercase<Word>; // what the method does, and its type does not say
}

/** The domain's word from an enum of the contract. */
export function fromEnum<Name extends string>(name: Name): Lowercase<Name> {
  return name.toLowerCase() as Lowercase<Name>; // as above
}
