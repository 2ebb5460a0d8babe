namespace LoadProbe.Core;

/// <summary>Types of protocol buffers, compiled.</summary>
/// <param name="File">Where they are from, for messages.</param>
/// <param name="Bytes">A <c>google.protobuf.FileDescriptorSet</c> as protoc writes it.</param>
public sealed record DescriptorSet(string File, ReadOnlyMemory<byte> Bytes);
