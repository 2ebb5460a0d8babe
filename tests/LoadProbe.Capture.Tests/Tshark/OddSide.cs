namespace LoadProbe.Capture.Tests;

/// <summary>One end of an <see cref="OddConversation"/>, and what it has said so far.</summary>
internal sealed class OddSide(Random random, byte[] address, ushort port)
{
    public byte[] Address => address;
    public ushort Port => port;
    public uint Initial { get; private set; } = random.Next(4) switch { 0 => 0, 1 => 0xFFFF_FF00, _ => (uint)random.NextInt64(uint.MaxValue) };
    public uint Next { get; set; }
    public ushort Window { get; set; } = (ushort)random.Pick(65_535, 1000, 29_200, 512, 5);
    public int? Scale { get; } = random.Pick<int?>(null, 0, 2, 7);
    public List<(uint Sequence, int Length)> Sent { get; } = [];

    public void Begin() => Next = Initial;

    public void BeginAnew()
    {
        Initial = Next = (uint)random.NextInt64(uint.MaxValue);
        Sent.Clear();
    }

    /// <summary>What the other end says it has: mostly all, at times less.</summary>
    public uint Acknowledged() => Sent.Count == 0 || random.NextDouble() < 0.8 ? Next : Sent[random.Next(Sent.Count)].Sequence;
}
