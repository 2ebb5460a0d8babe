using System.Buffers.Binary;
using System.Net;

namespace LoadProbe.Capture;

/// <summary>The two ends of a conversation, the lesser one first, so that both directions have one key.</summary>
internal readonly record struct FlowKey(UInt128 First, UInt128 Second, ushort FirstPort, ushort SecondPort, bool V6)
{
    // Chosen by chance so that nobody can prepare a file whose keys all collide.
    private static readonly ulong Seed = BitConverter.ToUInt64(Guid.NewGuid().ToByteArray()) | 1;

    public static FlowKey Of(UInt128 source, ushort sourcePort, UInt128 target, ushort targetPort, bool v6, out int direction)
    {
        direction = source < target || (source == target && sourcePort <= targetPort) ? 0 : 1;
        return direction == 0 ? new(source, target, sourcePort, targetPort, v6) : new(target, source, targetPort, sourcePort, v6);
    }

    public static FlowKey Of(IPEndPoint a, IPEndPoint b, out int direction)
    {
        UInt128 first = Number(a.Address, out bool v6), second = Number(b.Address, out _);
        return Of(first, (ushort)a.Port, second, (ushort)b.Port, v6, out direction);
    }

    public IPEndPoint End(int index) => index == 0 ? Point(First, FirstPort) : Point(Second, SecondPort);

    public override int GetHashCode()
    {
        ulong hash = Mix(Seed ^ (ulong)First, (ulong)(First >> 64) ^ ((ulong)FirstPort << 16 | SecondPort));
        hash = Mix(hash ^ (ulong)Second, (ulong)(Second >> 64) ^ (V6 ? 1u : 0u));
        return (int)(hash ^ (hash >> 32));
    }

    public bool Equals(FlowKey other) =>
        First == other.First && Second == other.Second && FirstPort == other.FirstPort && SecondPort == other.SecondPort && V6 == other.V6;

    private static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a ^ Seed, b ^ 0x9E3779B97F4A7C15, out ulong low);
        return high ^ low;
    }

    public static UInt128 Number(IPAddress address, out bool v6)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        v6 = length == 16;
        return v6 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private IPEndPoint Point(UInt128 address, ushort port)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPEndPoint(new IPAddress(V6 ? bytes : bytes[12..]), port);
    }
}
