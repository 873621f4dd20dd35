/**
 * The part of ONNX's protobuf schema that a graph of ours needs, as a reflection descriptor for protobufjs.
 *
 * Field numbers and enumerations are those of onnx.proto3, IR version 10 (https://onnx.ai/onnx/repo-docs/IR.html).
 */
import protobuf from 'protobufjs/light.js';

const field = (id: number, type: string) => ({ id, type });
const repeated = (id: number, type: string) => ({ id, type, rule: 'repeated' });

const MESSAGES = {
  OperatorSetIdProto: { fields: { domain: field(1, 'string'), version: field(2, 'int64') } },
  Dimension: { fields: { dimValue: field(1, 'int64'), dimParam: field(2, 'string') } },
  TensorShapeProto: { fields: { dim: repeated(1, 'Dimension') } },
  TensorType: { fields: { elemType: field(1, 'int32'), shape: field(2, 'TensorShapeProto') } },
  TypeProto: { fields: { tensorType: field(1, 'TensorType') } },
  ValueInfoProto: { fields: { name: field(1, 'string'), type: field(2, 'TypeProto') } },
  TensorProto: {
    fields: {
      dims: repeated(1, 'int64'),
      dataType: field(2, 'int32'),
      name: field(8, 'string'),
      rawData: field(9, 'bytes'),
      externalData: repeated(13, 'StringStringEntryProto'),
      dataLocation: field(14, 'int32'),
    },
  },
  StringStringEntryProto: { fields: { key: field(1, 'string'), value: field(2, 'string') } },
  AttributeProto: {
    fields: {
      name: field(1, 'string'),
      f: field(2, 'float'),
      i: field(3, 'int64'),
      s: field(4, 'bytes'),
      ints: repeated(8, 'int64'),
      type: field(20, 'int32'),
    },
  },
  NodeProto: {
    fields: {
      input: repeated(1, 'string'),
      output: repeated(2, 'string'),
      name: field(3, 'string'),
      opType: field(4, 'string'),
      attribute: repeated(5, 'AttributeProto'),
      domain: field(7, 'string'),
    },
  },
  GraphProto: {
    fields: {
      node: repeated(1, 'NodeProto'),
      name: field(2, 'string'),
      initializer: repeated(5, 'TensorProto'),
      input: repeated(11, 'ValueInfoProto'),
      output: repeated(12, 'ValueInfoProto'),
    },
  },
  ModelProto: {
    fields: {
      irVersion: field(1, 'int64'),
      producerName: field(2, 'string'),
      graph: field(7, 'GraphProto'),
      opsetImport: repeated(8, 'OperatorSetIdProto'),
    },
  },
};

const root = protobuf.Root.fromJSON({ nested: { onnx: { nested: MESSAGES } } });

/** The message that an ONNX file is. */
export const ModelProto = root.lookupType('onnx.ModelProto');

/** The graph in it. */
export const GraphProto = root.lookupType('onnx.GraphProto');

/** A constant or parameter of the graph. */
export const TensorProto = root.lookupType('onnx.TensorProto');

/** Where bigger things go that are written without being copied: `ModelProto.graph`, `GraphProto.initializer`, `TensorProto.raw_data`. */
export const FIELD_NUMBER = { graph: 7, initializer: 5, rawData: 9 } as const;

/** `TensorProto.DataLocation.EXTERNAL`. */
export const EXTERNAL_DATA_LOCATION = 1;

/** `AttributeProto.AttributeType`. */
export const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;
