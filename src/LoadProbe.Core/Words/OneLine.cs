namespace LoadProbe.Core;

/// <summary>Text of several lines as one, for whoever shows a line.</summary>
public static class OneLine
{
    /// <summary>Its words, with one space between them.</summary>
    public static string Of(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
