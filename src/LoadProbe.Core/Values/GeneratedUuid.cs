using System.Buffers.Binary;

namespace LoadProbe.Core;

/// <summary>A UUID of version 4.</summary>
public sealed record GeneratedUuid(string Name, long? Seed) : Generated(Name, Seed)
{
    protected override string Make(Draw draw, Variables variables)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, draw.Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], draw.Next());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
