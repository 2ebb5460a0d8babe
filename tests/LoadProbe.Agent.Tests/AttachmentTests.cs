using System.Text;
using LoadProbe.Browser;
using LoadProbe.Link;
using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Agent.Tests;

/// <summary>What an agent sends of failed runs, how often, and how much of it.</summary>
public sealed class AttachmentTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-pictures-").FullName;
    private readonly List<string> _counted = [];
    private readonly Taker _link = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_failure_after_a_success_is_sent_and_then_one_a_minute()
    {
        var pace = new AttachmentPace(_time);
        Assert.True(pace.Takes("a", Verdict.Fail));
        for (int i = 0; i < 59; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(pace.Takes("a", Verdict.Fail));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(pace.Takes("a", Verdict.Fail));
        Assert.False(pace.Takes("a", Verdict.Fail));
        Assert.False(pace.Takes("a", Verdict.Pass));
        Assert.True(pace.Takes("a", Verdict.Fail));
    }

    [Fact]
    public void A_probe_that_comes_and_goes_each_second_is_sent_a_few_times_a_minute()
    {
        var pace = new AttachmentPace(_time);
        int sent = 0;
        for (int second = 0; second < 600; second++)
        {
            sent += pace.Takes("a", second % 2 == 0 ? Verdict.Fail : Verdict.Pass) ? 1 : 0;
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(10 * AttachmentPace.MostFirsts, sent);
    }

    [Fact]
    public void Probes_do_not_wait_for_each_other_and_what_could_not_be_measured_says_nothing()
    {
        var pace = new AttachmentPace(_time);
        Assert.True(pace.Takes("a", Verdict.Fail));
        Assert.True(pace.Takes("b", Verdict.Fail));
        Assert.False(pace.Takes("a", Verdict.Invalid));
        Assert.False(pace.Takes("a", Verdict.Fail));

        // One that was taken away and comes back begins anew.
        pace.Keep(new HashSet<string> { "b" });
        Assert.True(pace.Takes("a", Verdict.Fail));
        Assert.False(pace.Takes("b", Verdict.Fail));
    }

    [Fact]
    public async Task Each_source_is_asked_once_for_a_failed_run_and_what_it_found_is_sent_in_parts()
    {
        ProbeResult failed = Failed("shot.png");
        byte[] large = [.. Enumerable.Range(0, 300_000).Select(i => (byte)i)];
        Attachments attachments = Sending(new Found(Attachment.Of(failed, null, "packets.pcapng", AttachmentKinds.Packets, large)), new Found(Attachment.Of(failed, failed.Journey.Steps[1], "note.txt", AttachmentKinds.Note, [65])));
        await attachments.SendAsync(failed, Token);
        await attachments.SendAsync(failed, Token);

        Assert.Equal(["sent", "sent", "paced"], _counted);
        Assert.Equal(large, _link.Parts.Where(p => p.Name == "packets.pcapng").SelectMany(p => p.Bytes));
        AttachmentPart note = Assert.Single(_link.Parts, p => p.Name == "2-note.txt");
        Assert.Equal((failed.Id, "login", "east", failed.Journey.Started, "press"), (note.Result, note.Probe, note.Agent, note.At, note.Step));
        Assert.All(_link.Parts, p => Assert.True(p.IsSound));
    }

    [Fact]
    public async Task What_is_too_large_or_finds_no_room_is_counted()
    {
        ProbeResult failed = Failed("shot.png");
        _link.Room = 1;
        await Sending(new Found(
            Attachment.Of(failed, null, "a", AttachmentKinds.Packets, new byte[Attachment.MostBytes + 1]), Attachment.Of(failed, null, "b", AttachmentKinds.Packets, []), Attachment.Of(failed, null, "c", AttachmentKinds.Packets, new byte[200_000]))).SendAsync(failed, Token);

        Assert.Equal(["too_large", "too_large", "queue_full"], _counted);
    }

    [Fact]
    public async Task What_passed_leaves_nothing()
    {
        await Sending(new Found(Attachment.Of(Failed("x"), null, "a", AttachmentKinds.Note, [1]))).SendAsync(Failed("x", Outcome.Ok), Token);

        Assert.Empty(_link.Parts);
        Assert.Empty(_counted);
    }

    [Theory]
    [InlineData(SmallPicture.MostBytes, false, "2-picture.png", "image/png")]
    [InlineData(SmallPicture.MostBytes + 1, true, "2-picture.jpg", "image/jpeg")]
    [InlineData(SmallPicture.MostBytes + 1, false, "2-picture.txt", "text/plain")]
    [InlineData(null, false, "2-picture.txt", "text/plain")]
    public async Task The_picture_is_as_it_was_taken_or_a_smaller_one_or_a_line_that_says_why_there_is_none(int? size, bool hasSmall, string name, string type)
    {
        string picture = Path.Combine(_folder, "shot.png");
        if (size is { } bytes) await File.WriteAllBytesAsync(picture, new byte[bytes], Token);
        if (hasSmall) await File.WriteAllBytesAsync(Path.Combine(_folder, "shot.jpg"), [0xff, 0xd8], Token);

        Attachment found = Assert.Single(await new Pictures().OfAsync(Failed(picture), Token));
        Assert.Equal((name, type, "press"), (found.Name, found.MediaType, found.Step));
        if (type == "text/plain") Assert.Contains(size is null ? "could not be read any more" : "more than 512 KiB even as a JPEG of the lowest quality, and was left with the agent: shot.png", Encoding.UTF8.GetString(found.Bytes));
        else Assert.Equal(hasSmall ? 2 : size, found.Bytes.Length);
    }

    [Fact]
    public async Task A_picture_that_is_too_large_is_taken_once_more_as_a_smaller_JPEG()
    {
        OneBrowser.NeedChromium();
        // Noise, of which there is no small PNG.
        await using var page = new PageServer(_ => "<body style='margin:0'><canvas width=900 height=600></canvas><script>const c = document.querySelector('canvas').getContext('2d'), p = c.createImageData(900, 600); let s = 1; for (let i = 0; i < p.data.length; i++) { s = s * 48271 % 2147483647; p.data[i] = i % 4 === 3 ? 255 : s >> 8 & 255; } c.putImageData(p, 0, 0);</script>");
        JourneyResult visit = await VisitAsync(page, new BrowserSettings(900, 600), new ClickStep(new Locator(LocatorKind.Css, Template.Constant("#none"))) { Name = "press", At = default, Timeout = TimeSpan.FromMilliseconds(300) });

        string picture = Assert.Single(visit.Steps[1].Artifacts);
        Assert.True(new FileInfo(picture).Length > SmallPicture.MostBytes);
        byte[] small = await File.ReadAllBytesAsync(SmallPicture.Of(picture), Token);
        Assert.InRange(small.Length, 10_000, SmallPicture.MostBytes);
        Assert.Equal([0xff, 0xd8, 0xff], small[..3]);
    }

    [Fact]
    public async Task No_picture_shows_a_secret_that_was_typed_into_a_plain_field()
    {
        OneBrowser.NeedChromium();
        await using var page = new PageServer(_ => "<body style='margin:0;background:#ffffff'><input id=secret style='position:absolute;left:20px;top:20px;width:200px;height:40px;border:0;background:#00ff00'><input id=plain style='position:absolute;left:20px;top:100px;width:200px;height:40px;border:0;background:#00ff00'>");
        Assert.True(Template.TryParse("${secret:env:PIN}", json: false, out Template pin, out _));
        JourneyResult visit = await VisitAsync(page, new BrowserSettings(400, 300),
            new FillStep(new Locator(LocatorKind.Css, Template.Constant("#secret")), pin) { Name = "fill", At = default },
            new FillStep(new Locator(LocatorKind.Css, Template.Constant("#plain")), Template.Constant("i")) { Name = "fill too", At = default },
            new ClickStep(new Locator(LocatorKind.Css, Template.Constant("#none"))) { Name = "press", At = default, Timeout = TimeSpan.FromMilliseconds(300) });

        var picture = new PngPicture(await File.ReadAllBytesAsync(Assert.Single(visit.Steps[^1].Artifacts), Token));
        Assert.Equal((400, 300), (picture.Width, picture.Height));
        Assert.All(Enumerable.Range(22, 190), x => Assert.Equal("#ff00ff", picture[x, 40]));
        Assert.Equal("#00ff00", picture[210, 120]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ProbeResult Failed(string picture, Outcome outcome = Outcome.ElementMissing)
    {
        DateTimeOffset at = DateTimeOffset.UnixEpoch.AddDays(20_000);
        StepResult[] steps = [Step("open", Outcome.Ok), Step("press", outcome) with { Artifacts = [picture] }];
        return new ProbeResult { Id = Guid.CreateVersion7(at), Probe = "login", Target = "shop", Agent = "east", Journey = JourneyResult.Of(at, TimeSpan.FromSeconds(1), steps) };

        StepResult Step(string name, Outcome came) => new() { Name = name, Kind = StepKind.Browser, Outcome = came, Started = at, Duration = TimeSpan.FromMilliseconds(5) };
    }

    private Attachments Sending(params IAttachmentSource[] sources) => new(sources, _link, _counted.Add, _time);

    private async Task<JourneyResult> VisitAsync(PageServer page, BrowserSettings settings, params BrowserStep[] steps)
    {
        await using var browsers = new BrowserPool(new BrowserOptions { AtOnce = 1 }, TimeProvider.System);
        var journey = new Journey
        {
            Name = "visit", Target = new Target { Name = "shop", Address = new Uri($"http://{page.Place}") }, Browser = settings, Timeout = TimeSpan.FromSeconds(40),
            Steps = [new OpenStep(Template.Constant("/")) { Name = "open", At = default }, .. steps],
        };
        return await browsers.RunAsync(journey, Variables.For(journey, 0, new Pin(), TimeProvider.System), _folder, Token);
    }

    private sealed class Pin : ISecretStore
    {
        public string? Read(SecretReference reference) => "wwwwwwww";
    }

    private sealed class Found(params Attachment[] all) : IAttachmentSource
    {
        public ValueTask<IReadOnlyList<Attachment>> OfAsync(ProbeResult failed, CancellationToken token) => ValueTask.FromResult<IReadOnlyList<Attachment>>(all);
    }

    private sealed class Taker : IAgentEnd
    {
        public int Room { get; set; } = int.MaxValue;

        public List<AttachmentPart> Parts { get; } = [];

        public System.Threading.Channels.ChannelReader<DownMessage> Inbox => throw new NotSupportedException();

        public ValueTask SendAsync(UpMessage message, CancellationToken token) => throw new NotSupportedException();

        public bool TrySend(UpMessage message)
        {
            if (Parts.Count >= Room) return false;
            Parts.Add((AttachmentPart)message);
            return true;
        }
    }
}
