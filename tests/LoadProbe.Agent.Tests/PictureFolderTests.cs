using LoadProbe.Browser;
using LoadProbe.Probing;

namespace LoadProbe.Agent.Tests;

public sealed class PictureFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-pictures-").FullName;
    private int _written;

    [Fact]
    public void The_oldest_pictures_give_way_and_nothing_else()
    {
        Write("notes.txt", 1000);
        Write("holiday.png", 1000);
        foreach (string name in (string[])["login-20260301T093000000-open.png", "a-20260301T093100000-login.png", "a-20260301T093100000-login.jpg", "login-20260301T093200000-open.png"]) Write(name, 100);

        PictureFolder.Prune(_folder, 400);
        Assert.Equal(6, Directory.GetFiles(_folder).Length);
        PictureFolder.Prune(_folder, 250);
        Assert.Equal(["a-20260301T093100000-login.jpg", "holiday.png", "login-20260301T093200000-open.png", "notes.txt"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        PictureFolder.Prune(_folder, 0);
        Assert.Equal(["holiday.png", "notes.txt"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_browser_keeps_the_latest_of_its_pictures()
    {
        OneBrowser.NeedChromium();
        await using var page = new PageServer(_ => "<p>open</p>");
        var journey = new Journey
        {
            Name = "look", Target = new Target { Name = "shop", Address = new Uri($"http://{page.Place}") }, Browser = new BrowserSettings(), Timeout = TimeSpan.FromSeconds(40),
            Steps = [new OpenStep(Template.Constant("/")) { Name = "open", At = default }, new ScreenshotStep(false) { Name = "seen", At = default }],
        };
        string first = await LookAsync(new BrowserOptions(), journey);
        long bytes = new FileInfo(first).Length;
        string second = await LookAsync(new BrowserOptions { PictureBytes = bytes + bytes / 2 }, journey);
        Assert.NotEqual(first, second);
        Assert.Equal([second], Directory.GetFiles(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> LookAsync(BrowserOptions options, Journey journey)
    {
        await using var browsers = new BrowserPool(options, TimeProvider.System);
        JourneyResult result = await browsers.RunAsync(journey, Variables.For(journey, 0, NoSecrets.Instance, TimeProvider.System), _folder, TestContext.Current.CancellationToken);
        Assert.True(result.Outcome == Outcome.Ok, OneBrowser.Said(result));
        return Assert.Single(result.Steps[1].Artifacts);
    }

    private void Write(string name, int bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, new byte[bytes]);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddMinutes(_written++));
    }
}
