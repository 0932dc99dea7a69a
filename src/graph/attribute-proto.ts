import { create } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  type AttributeProto,
} from "onnx-buf";
import type { AttributeValue } from "./attributes.ts";

/** An attribute as ONNX's protobuf holds it. */
export function toAttributeProto(name: string, attribute: AttributeValue): AttributeProto {
  switch (attribute.kind) {
    case "int":
      return create(AttributeProtoSchema, { name, type: Type.INT, i: BigInt(attribute.value) });
    case "ints":
      return create(AttributeProtoSchema, {
        name,
        type: Type.INTS,
        ints: attribute.value.map(BigInt),
      });
    case "float":
      return create(AttributeProtoSchema, { name, type: Type.FLOAT, f: attribute.value });
    case "floats":
      return create(AttributeProtoSchema, {
        name,
        type: Type.FLOATS,
        floats: [...attribute.value],
      });
    case "string": {
      const s = Uint8Array.from(new TextEncoder().encode(attribute.value));
      return create(AttributeProtoSchema, { name, type: Type.STRING, s });
    }
  }
}
