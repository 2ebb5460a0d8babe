using System.Text;

namespace LoadProbe.Link.Tests;

public class WireTests
{
    public static TheoryData<UpMessage> Up =>
    [
        new AgentJoined(Messages.Identity("east")),
        new ProbeFinished(Messages.Result("east")),
        new ProbeSkipped("quotes", "broker", "overlap"),
        new RunReady("r1", null, Messages.Calibration),
        new RunReady("r1", "no browser"),
        new SnapshotTaken("r1", Messages.Snapshot("east", 3)),
        new SnapshotTaken("r1", Messages.Snapshot("east", 4) with { Unwanted = "enough", HeldFor = TimeSpan.FromSeconds(7), Last = true, Stopped = StopCause.Target }),
        new SnapshotTaken("r1", Messages.Snapshot("east", 6) with { Own = new OwnShare { OneIn = 8, Sampled = 9, Joined = 5, Degraded = 2, PassedOver = 1, KernelDrops = 3, Reason = CaptureReason.Drops, Detail = "lost", Application = Messages.Snapshot("east", 6).Response, Wire = Messages.Snapshot("east", 6).Service, Own = Messages.Snapshot("east", 6).Lateness } }),
        new SnapshotTaken("r1", Messages.Snapshot("east", 5) with { Stopped = StopCause.Reflex, Network = new NetworkFigures { Opened = 1, Resets = 2 }, Reflex = new ReflexStop("guard", "response p99 < 300ms over 10s: 2s") }),
        new RunBroken("r1", "InvalidOperationException: \"oops\""),
        new RunUnwanted("r1", "the desk is calling"),
        Messages.Part("east") with { Step = null },
    ];

    public static TheoryData<SentDown> Down =>
    [
        new ProbesSent("abc", Messages.Bundle),
        new RunSent("r1", Messages.Bundle.Hash(), Messages.Bundle, new Segment(1, 3), 2),
        new LeaseSent(Messages.Lease("r1", 5), "abc", DateTimeOffset.UnixEpoch.AddTicks(1)),
        new PartSent("abc", 1, 3, [1, 2, 3]),
        new LeaseSent(Messages.Lease("r1", 5) with { Load = null, StartsAt = null, Phase = LeasePhase.Stop }, "abc", DateTimeOffset.UnixEpoch),
    ];

    [Theory]
    [MemberData(nameof(Up), DisableDiscoveryEnumeration = true)]
    public void What_an_agent_says_arrives_as_it_was(UpMessage message) => Same(message, Wire.ReadUp(Wire.Write(message)));

    [Theory]
    [MemberData(nameof(Down), DisableDiscoveryEnumeration = true)]
    public void What_a_controller_says_arrives_as_it_was(SentDown message) => Same(message, Wire.ReadDown(Wire.Write(message)));

    [Fact]
    public void A_sign_of_life_arrives_as_it_was()
    {
        var beat = new AgentBeat(Messages.Identity("east"), "one", "abc", TimeSpan.FromTicks(-5), TimeSpan.FromTicks(7), new LinkCounts { Dropped = 1, Stale = 2, Unsent = 3, Unreadable = 4, Refused = 5, Repeated = 6, Disconnected = 7, Unkept = 8 }, 2);

        Same(beat, Wire.ReadBeat(Wire.Write(beat)));
    }

    /// <summary>
    /// Messages as version 0.1.0 wrote them. They stay as they are: whoever cannot read them any more speaks another protocol, and raises
    /// <see cref="Wire.Protocol"/>.
    /// </summary>
    [Theory]
    [InlineData("up.jsonl", 7)]
    [InlineData("down.jsonl", 4)]
    [InlineData("beat.jsonl", 1)]
    public void What_the_first_version_said_is_still_understood(string file, int count)
    {
        string[] messages = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "wire", file));

        Assert.Equal(count, messages.Length);
        Assert.All(messages, m => Assert.NotNull(Read(Encoding.UTF8.GetBytes(m))));

        object? Read(byte[] bytes) => file switch { "up.jsonl" => Wire.ReadUp(bytes), "down.jsonl" => Wire.ReadDown(bytes), _ => Wire.ReadBeat(bytes) };
    }

    [Fact]
    public void A_histogram_arrives_bucket_by_bucket()
    {
        Snapshot sent = Messages.Snapshot("east", 1);
        Snapshot come = Assert.IsType<SnapshotTaken>(Wire.ReadUp(Wire.Write(new SnapshotTaken("r1", sent)))).Snapshot;

        Assert.Equal(sent.Response.Bytes.ToArray(), come.Response.Bytes.ToArray());
        Assert.Equal((sent.Response.Count, sent.Response.Sum, sent.Response.Min, sent.Response.Max, sent.Response.P50, sent.Response.P999), (come.Response.Count, come.Response.Sum, come.Response.Min, come.Response.Max, come.Response.P50, come.Response.P999));
    }

    [Fact]
    public void A_bundle_keeps_its_hash() =>
        Assert.Equal(Messages.Bundle.Hash(), Assert.IsType<ProbesSent>(Wire.ReadDown(Wire.Write(new ProbesSent("abc", Messages.Bundle)))).Bundle.Hash());

    [Fact]
    public void Fields_of_a_newer_side_are_passed_over()
    {
        string text = Encoding.UTF8.GetString(Wire.Write(new ProbeSkipped("quotes", "broker", "busy")));

        Assert.Equal(new ProbeSkipped("quotes", "broker", "busy"), Wire.ReadUp(Encoding.UTF8.GetBytes(text.Replace("\"reason\"", "\"colour\":{\"of\":[1,2]},\"reason\""))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"kind\":\"teapot\"}")]
    [InlineData("{\"kind\":\"snapshot\",\"run\":\"r1\",\"snapshot\":{}}")]
    [InlineData("{\"kind\":\"lease\",\"plan\":\"a\",\"sent_at\":\"yesterday\"}")]
    [InlineData("\u0000\u0001")]
    public void What_cannot_be_read_is_nothing_and_no_exception(string text)
    {
        Assert.Null(Wire.ReadUp(Encoding.UTF8.GetBytes(text)));
        Assert.Null(Wire.ReadDown(Encoding.UTF8.GetBytes(text)));
        Assert.Null(Wire.ReadBeat(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_message_cut_short_anywhere_is_nothing_and_no_exception()
    {
        byte[] whole = Wire.Write(new SnapshotTaken("r1", Messages.Snapshot("east", 1)));
        for (int length = 0; length < whole.Length; length++) Assert.Null(Wire.ReadUp(whole.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("[1,1,1,\"AAAA\"]")]
    [InlineData("[1,1,1,\"!\"]")]
    [InlineData("[1,1]")]
    [InlineData("[1.5,1,1,\"\"]")]
    [InlineData("7")]
    public void Bytes_that_are_no_histogram_are_no_snapshot(string histogram)
    {
        string text = Encoding.UTF8.GetString(Wire.Write(new SnapshotTaken("r1", Messages.Snapshot("east", 1))));
        int at = text.IndexOf("\"lateness\":[", StringComparison.Ordinal) + "\"lateness\":".Length;

        Assert.Null(Wire.ReadUp(Encoding.UTF8.GetBytes(text[..at] + histogram + text[(text.IndexOf(']', at) + 1)..])));
    }

    // As a tree of values, since a record is not equal to another with equal lists.
    private static void Same<T>(T sent, T? come)
        where T : class
    {
        Assert.NotNull(come);
        Assert.Equal(sent.GetType(), come.GetType());
        Assert.Equal(Tree(sent), Tree(come));
    }

    // By reflection over every property, so that one that the wire forgot is seen.
    private static string Tree(object? value) => value switch
    {
        null => "null",
        PackedHistogram histogram => $"{histogram.Count} {histogram.Sum} {histogram.Min} {histogram.Max} {Convert.ToHexString(histogram.Bytes)}",
        BundledFile file => $"{file.Path} {Convert.ToHexString(file.Content.Span)}",
        DateTimeOffset instant => instant.ToString("O"),
        TimeSpan time => time.ToString("c"),
        string or Uri or System.Net.IPEndPoint or Guid or Enum => $"{value}",
        _ when value.GetType().IsPrimitive => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
        System.Collections.IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().OrderBy(k => $"{k}", StringComparer.Ordinal).Select(k => $"{Tree(k)}: {Tree(map[k])}"))}}}",
        System.Collections.IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Tree))}]",
        _ => $"{value.GetType().Name} {{{string.Join(", ", value.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.CanWrite).Select(p => $"{p.Name}: {Tree(p.GetValue(value))}"))}}}",
    };
}
