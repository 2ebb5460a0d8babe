namespace LoadProbe.Link.Tests;

/// <summary>Messages that are too large for a server, in parts.</summary>
public class PartsTests
{
    private const int MostBytes = 8 << 10;

    private readonly Gathering _gathering = new();

    [Fact]
    public void What_the_server_takes_is_sent_as_it_is()
    {
        byte[] message = Message(1_000);

        Assert.Same(message, Assert.Single(Parts.Of(message, message.Length)!));
    }

    [Fact]
    public void No_part_is_larger_than_the_server_takes_and_together_they_are_the_message()
    {
        PartSent[] parts = Sent(100_000);

        Assert.True(parts.Length > 10);
        foreach (PartSent part in parts[..^1])
        {
            Assert.True(_gathering.TryTake(part, out SentDown? early));
            Assert.Null(early);
        }

        Assert.True(_gathering.TryTake(parts[^1], out SentDown? whole));
        Assert.Equal(100_000, Assert.Single(Assert.IsType<ProbesSent>(whole).Bundle.Files).Content.Length);
    }

    [Fact]
    public void They_may_come_in_any_order_and_more_than_once()
    {
        SentDown? whole = null;
        PartSent[] parts = Sent(100_000);
        foreach (PartSent part in parts.Reverse().SelectMany(p => new[] { p, p }).Take((2 * parts.Length) - 1)) Assert.True(_gathering.TryTake(part, out whole));

        Assert.IsType<ProbesSent>(whole);
    }

    [Fact]
    public void Those_of_another_message_end_one_that_is_not_whole()
    {
        PartSent[] first = Sent(100_000), second = Sent(50_000);
        foreach (PartSent part in first[..^1]) _gathering.TryTake(part, out _);
        SentDown? whole = null;
        foreach (PartSent part in second) Assert.True(_gathering.TryTake(part, out whole));

        Assert.Equal(50_000, Assert.Single(Assert.IsType<ProbesSent>(whole).Bundle.Files).Content.Length);
        Assert.True(_gathering.TryTake(first[^1], out whole));
        Assert.Null(whole);
    }

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(3, 3)]
    [InlineData(0, 0)]
    [InlineData(0, int.MaxValue)]
    public void A_part_with_a_number_that_cannot_be_is_none(int number, int count) => Assert.False(_gathering.TryTake(new PartSent("a", number, count, [1]), out _));

    [Fact]
    public void Bytes_that_are_not_what_their_name_says_are_no_message()
    {
        PartSent[] parts = Sent(20_000);
        parts[0] = parts[0] with { Bytes = [.. parts[0].Bytes[..^1], (byte)(parts[0].Bytes[^1] ^ 1)] };
        bool[] taken = [.. parts.Select(p => _gathering.TryTake(p, out _))];

        Assert.Equal([.. Enumerable.Repeat(true, parts.Length - 1), false], taken);
    }

    [Fact]
    public void More_parts_than_a_message_may_have_are_thrown_away()
    {
        byte[] part = new byte[Parts.MostBytes / 4];
        Assert.All(Enumerable.Range(0, 4), i => Assert.True(_gathering.TryTake(new PartSent("a", i, 6, part), out _)));

        Assert.False(_gathering.TryTake(new PartSent("a", 4, 6, part), out _));
    }

    [Fact]
    public void Few_bytes_that_would_be_very_many_are_no_message()
    {
        using var packed = new MemoryStream();
        using (var packing = new System.IO.Compression.BrotliStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            byte[] blank = new byte[1 << 20];
            blank.AsSpan().Fill((byte)' ');
            for (int i = 0; i <= Parts.MostWhole >> 20; i++) packing.Write(blank);
        }

        byte[] bytes = packed.ToArray();
        string name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
        Assert.True(bytes.Length < 1 << 20);
        Assert.False(_gathering.TryTake(new PartSent(name, 0, 1, bytes), out _));
    }

    private static PartSent[] Sent(int size)
    {
        IReadOnlyList<byte[]> parts = Parts.Of(Message(size), MostBytes)!;
        Assert.All(parts, p => Assert.True(p.Length <= MostBytes));
        return [.. parts.Select(p => Assert.IsType<PartSent>(Wire.ReadDown(p)))];
    }

    private static byte[] Message(int size)
    {
        byte[] content = new byte[size];
        new Random(size).NextBytes(content);
        return Wire.Write(new ProbesSent("r", new DefinitionBundle { Roots = [], Files = [new BundledFile("a", content)] }));
    }
}
