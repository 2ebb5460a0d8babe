using System.Buffers.Binary;

namespace LoadProbe.Probing;

/// <summary>Reads what a peer sent in the manner of TLS (RFC 8446, section 3): numbers, and vectors behind their length. Whatever does not add up is an <see cref="InvalidDataException"/>.</summary>
internal ref struct PeerBytes(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public int Short() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length) throw new InvalidDataException("a message ends before its parts do");
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    /// <summary>A vector whose length is in so many bytes, one to three.</summary>
    public ReadOnlySpan<byte> Vector(int lengthBytes)
    {
        int length = 0;
        foreach (byte one in Take(lengthBytes)) length = (length << 8) | one;
        return Take(length);
    }
}
