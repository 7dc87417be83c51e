// In the pure folders the clock and chance are arguments. The standard library would still offer three
// ways round that; each answers here with a type that nothing accepts. (Later overloads are tried first.)

interface Impure {
  readonly impure: 'pass the time, or the random number, in as an argument';
}

interface DateConstructor {
  now(): Impure;
  new (): Impure;
  (): Impure;
}

interface Math {
  random(): Impure;
}
