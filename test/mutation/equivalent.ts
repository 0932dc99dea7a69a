/** Wrong variants that are not wrong after all, with the reason; each must still come up, and survive. */
export const equivalentMutants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  MaxPool: {
    "x: Mul 16 second operand dropped":
      "the ninth of nine places: when no earlier one was taken, the largest element is here",
  },
};
