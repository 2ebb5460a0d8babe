using System.Text.RegularExpressions;

namespace LoadProbe.Browser;

/// <summary>The folder in which pictures of pages are kept: the oldest give way. What else lies there is left alone.</summary>
public static partial class PictureFolder
{
    /// <summary>Deletes the oldest pictures until they take no more than so many bytes. Others may do the same at the same time.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="most">Bytes.</param>
    public static void Prune(string folder, long most)
    {
        List<(DateTime Written, string Path, long Bytes)> pictures = [];
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles().Where(file => Name().IsMatch(file.Name)))
        {
            try
            {
                pictures.Add((file.LastWriteTimeUtc, file.FullName, file.Length));
            }
            catch (FileNotFoundException)
            {
                // Another one was faster.
            }
        }

        long total = pictures.Sum(picture => picture.Bytes);
        foreach ((_, string path, long bytes) in pictures.Order())
        {
            if (total <= most) return;
            File.Delete(path);
            total -= bytes;
        }
    }

    // As a journey names them: its own name, the instant, the step.
    [GeneratedRegex(@"-\d{8}T\d{9}-.*\.(png|jpg)$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
