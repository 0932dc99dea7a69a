import { create, toBinary, type DescFile, type DescMessage } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";

/** A message's file and all that it imports, imports first, as a binary FileDescriptorSet. */
export function protobufSchema(message: DescMessage): Uint8Array {
  const files = new Set<DescFile>();
  const add = (file: DescFile): void => {
    for (const dependency of file.dependencies) add(dependency);
    files.add(file);
  };
  add(message.file);
  const file = [...files].map(({ proto }) => proto);
  return toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file }));
}
