using System.Text;

namespace LoadProbe.Definitions;

/// <summary>Reads whole text files, the right kind and size only.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, without a byte order mark; null and the reason when it cannot be had.</summary>
    public static string? Read(string path, long mostBytes, out string? fault)
    {
        fault = null;
        try
        {
            if (Directory.Exists(path)) fault = "is a folder, not a file";
            else if (!File.Exists(path)) fault = "there is no such file";
            else if (new FileInfo(path).Length > mostBytes) fault = $"is larger than {mostBytes >> 10} KiB";
            if (fault is not null) return null;
            string text = Strict.GetString(File.ReadAllBytes(path));
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            fault = "is not UTF-8 text";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            fault = $"cannot be read: {Quote.Line(e.Message)}";
        }

        return null;
    }
}
