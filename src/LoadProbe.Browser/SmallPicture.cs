using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>A picture that is too large to be sent is taken once more, as a JPEG, of lower quality until it is small enough.</summary>
public static class SmallPicture
{
    /// <summary>The most bytes of a picture that is sent.</summary>
    public const int MostBytes = 512 << 10;

    private static readonly int[] Qualities = [80, 60, 40, 20, 5];

    /// <summary>Where the smaller one of a picture lies, if there had to be one.</summary>
    public static string Of(string picture) => Path.ChangeExtension(picture, ".jpg");

    /// <param name="picture">The file of the one that was taken.</param>
    internal static async Task TakeAsync(IPage page, string picture, PageScreenshotOptions options)
    {
        if (new FileInfo(picture).Length <= MostBytes) return;
        foreach (int quality in Qualities)
        {
            byte[] taken = await page.ScreenshotAsync(new PageScreenshotOptions(options) { Path = null, Type = ScreenshotType.Jpeg, Quality = quality }).ConfigureAwait(false);
            if (taken.Length > MostBytes) continue;
            await File.WriteAllBytesAsync(Of(picture), taken).ConfigureAwait(false);
            return;
        }
    }
}
