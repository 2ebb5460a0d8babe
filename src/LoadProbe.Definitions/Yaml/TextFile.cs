using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LoadProbe.Definitions;

/// <summary>Reads text files: whole, the right kind and size only, or opens them.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, without a byte order mark; null and the reason when it cannot be had.</summary>
    public static string? Read(string path, long mostBytes, out string? fault)
    {
        fault = null;
        try
        {
            fault = Missing(path);
            if (fault is null && new FileInfo(path).Length > mostBytes) fault = $"is larger than {mostBytes >> 10} KiB";
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

    /// <summary>The file open for reading; null and the reason when it cannot be had.</summary>
    public static SafeFileHandle? Open(string path, out string? fault)
    {
        try
        {
            fault = Missing(path);
            return fault is null ? File.OpenHandle(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            fault = $"cannot be read: {Quote.Line(e.Message)}";
            return null;
        }
    }

    private static string? Missing(string path) => Reach.HasFolder(path) ? "is a folder, not a file" : Reach.HasFile(path) ? null : "there is no such file";
}
