import type { Random } from "../../core/random.ts";
import { box, round, type Part, type Rgb } from "../cast/solid.ts";

/** The seed that gives a part its own texture. */
const textureSeed = (random: Random): number => random.integer(2 ** 31);

const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(from.length)]!;

const carPaints: readonly Rgb[] = [
  [0.55, 0.05, 0.04],
  [0.04, 0.1, 0.4],
  [0.6, 0.6, 0.62],
  [0.05, 0.05, 0.06],
  [0.7, 0.68, 0.62],
  [0.1, 0.3, 0.16],
  [0.65, 0.4, 0.05],
  [0.25, 0.26, 0.28],
];

/** A car: a body with wheels and lamps, and a glazed cabin a little to the rear. */
export function carBody(random: Random): readonly Part[] {
  const colour = pick(random, carPaints);
  const lengthM = 4 + 0.6 * random.uniform();
  const heightM = 1.4 + 0.25 * random.uniform();
  const look = { colour, accent: colour, seed: textureSeed(random) };
  return [
    {
      forwardM: 0,
      solid: box(
        { ...look, material: "body" },
        { lengthM, widthM: 1.8, bottomM: 0.12, topM: 0.88 },
      ),
    },
    {
      forwardM: -0.25,
      solid: box(
        { ...look, material: "cabin" },
        { lengthM: 0.54 * lengthM, widthM: 1.6, bottomM: 0.88, topM: heightM },
      ),
    },
  ];
}

/** A van: one tall box with a stripe. */
export function vanBody(random: Random): readonly Part[] {
  const look = {
    material: "van" as const,
    colour: pick<Rgb>(random, [
      [0.75, 0.75, 0.73],
      [0.7, 0.55, 0.1],
      [0.2, 0.28, 0.4],
    ]),
    accent: pick(random, carPaints),
    seed: textureSeed(random),
  };
  const size = { lengthM: 5.4, widthM: 2, bottomM: 0.15, topM: 2.3 + 0.5 * random.uniform() };
  return [{ forwardM: 0, solid: box(look, size) }];
}

/** A person: legs, a coat with stripes, a head. */
export function personBody(random: Random): readonly Part[] {
  const tallM = 1.55 + 0.35 * random.uniform();
  const shade = 0.25 + 0.75 * random.uniform();
  const cloth = (): Rgb => [
    0.5 * random.uniform(),
    0.45 * random.uniform(),
    0.5 * random.uniform(),
  ];
  const trousers = { material: "cloth" as const, colour: cloth(), accent: cloth(), seed: 0 };
  const coat = { ...trousers, colour: cloth(), accent: cloth(), seed: textureSeed(random) };
  const skin: Rgb = [0.6 * shade, 0.42 * shade, 0.32 * shade];
  const head = { material: "skin" as const, colour: skin, accent: skin, seed: 0 };
  const hip = 0.47 * tallM;
  const neck = 0.86 * tallM;
  return [
    {
      forwardM: 0,
      solid: round(
        "cylinder",
        { ...trousers, accent: trousers.colour },
        { radiusM: 0.17, bottomM: 0, topM: hip },
      ),
    },
    { forwardM: 0, solid: round("cylinder", coat, { radiusM: 0.25, bottomM: hip, topM: neck }) },
    { forwardM: 0, solid: round("ellipsoid", head, { radiusM: 0.13, bottomM: neck, topM: tallM }) },
  ];
}

/** A tree: a trunk and a round crown. */
export function treeBody(random: Random): readonly Part[] {
  const hue = random.uniform();
  const leaves: Rgb = [0.1 + 0.16 * hue, 0.22 + 0.08 * random.uniform(), 0.05];
  const bark: Rgb = [0.16, 0.11, 0.07];
  const radiusM = 1 + 0.9 * random.uniform();
  const bottomM = 2.1 + 0.5 * random.uniform();
  const seed = textureSeed(random);
  return [
    {
      forwardM: 0,
      solid: round(
        "cylinder",
        { material: "bark", colour: bark, accent: bark, seed },
        { radiusM: 0.14 + 0.08 * random.uniform(), bottomM: 0, topM: bottomM + 0.5 },
      ),
    },
    {
      forwardM: 0,
      solid: round(
        "ellipsoid",
        { material: "leaves", colour: leaves, accent: leaves, seed },
        { radiusM, bottomM, topM: bottomM + radiusM * (1.6 + 0.8 * random.uniform()) },
      ),
    },
  ];
}

/** A post: a lamp or a sign's pole. */
export function postBody(random: Random): readonly Part[] {
  const colour: Rgb = pick<Rgb>(random, [
    [0.1, 0.12, 0.13],
    [0.4, 0.4, 0.4],
    [0.05, 0.2, 0.12],
  ]);
  const look = { material: "metal" as const, colour, accent: colour, seed: 0 };
  return [
    { forwardM: 0, solid: round("cylinder", look, { radiusM: 0.09, bottomM: 0, topM: 5 }) },
    { forwardM: 0, solid: round("ellipsoid", look, { radiusM: 0.3, bottomM: 4.9, topM: 5.3 }) },
  ];
}

/** A crate or a cupboard that stands about. */
export function crateBody(
  random: Random,
  size: { readonly lengthM: number; readonly widthM: number; readonly topM: number },
): readonly Part[] {
  const look = {
    material: "crate" as const,
    colour: pick<Rgb>(random, [
      [0.45, 0.28, 0.12],
      [0.2, 0.3, 0.4],
      [0.5, 0.5, 0.48],
      [0.16, 0.32, 0.2],
    ]),
    accent: [0.8, 0.8, 0.75] as const,
    seed: textureSeed(random),
  };
  return [{ forwardM: 0, solid: box(look, { ...size, bottomM: 0 }) }];
}

/** A trolley: a loaded box that rolls, lower than a person. */
export function trolleyBody(random: Random): readonly Part[] {
  const load = crateBody(random, { lengthM: 0.8, widthM: 0.5, topM: 0.7 + 0.5 * random.uniform() });
  const colour: Rgb = [0.6, 0.5, 0.08];
  const rail = { material: "metal" as const, colour, accent: [0.1, 0.1, 0.1] as const, seed: 0 };
  return [
    ...load,
    {
      forwardM: -0.42,
      solid: box(rail, { lengthM: 0.06, widthM: 0.5, bottomM: 0.1, topM: 1.25 }),
    },
  ];
}

/** A plant in a pot. */
export function plantBody(random: Random): readonly Part[] {
  const [, crown] = treeBody(random);
  const pot: Rgb = [0.4, 0.17, 0.08];
  const look = { ...crown!.solid, material: "leaves" as const };
  return [
    {
      forwardM: 0,
      solid: round(
        "cylinder",
        { material: "skin", colour: pot, accent: pot, seed: 0 },
        { radiusM: 0.16, bottomM: 0, topM: 0.4 },
      ),
    },
    { forwardM: 0, solid: round("ellipsoid", look, { radiusM: 0.3, bottomM: 0.35, topM: 1.3 }) },
  ];
}
